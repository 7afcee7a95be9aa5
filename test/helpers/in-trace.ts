import { noFaults } from '../../src/core/trace/span-faults.ts'
import type { SpanFaults } from '../../src/core/trace/span-faults.ts'
import { treeOf } from '../../src/core/trace/span-node.ts'
import type { SpanNode } from '../../src/core/trace/span-node.ts'
import { SpanNames } from '../../src/core/trace/span-table.ts'
import { hub } from '../../src/profiler/hub.ts'
import { TraceRecorder } from '../../src/profiler/trace-recorder.ts'

/** What a function was seen to do. */
export interface Traced {
  readonly root: SpanNode
  readonly faults: SpanFaults
  /** The tree as text: `root(a(b) c)`. A span that has failed has a `!`, one that was cut a `…`. */
  readonly shape: string
}

/** A clock of which each look takes one ms. */
function countingClock(): () => number {
  let ms = 0
  return () => ms++
}

/** Runs a function in a trace, as a test does (strict) or production. */
export async function inTrace(
  fn: (trace: TraceRecorder) => unknown,
  { strict = true, now = countingClock() }: { readonly strict?: boolean; readonly now?: () => number } = {},
): Promise<Traced> {
  const faults = noFaults()
  const trace = new TraceRecorder({ faults, strict }, 'root', new SpanNames(), now)
  hub.listening++
  try {
    await hub.current.run(trace.root, async () => {
      await fn(trace)
    })
  } finally {
    hub.listening--
  }
  const root = treeOf(trace.close())
  return { root, faults, shape: shapeOf(root) }
}

export function shapeOf({ name, failed, unfinished, children }: SpanNode): string {
  const own = `${name}${failed ? '!' : ''}${unfinished ? '…' : ''}`
  return children.length === 0 ? own : `${own}(${children.map(shapeOf).join(' ')})`
}
