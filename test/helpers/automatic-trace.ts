import { SpanNames } from '../../src/core/trace/span-table.ts'
import type { SpanNode } from '../../src/core/trace/span-node.ts'
import { treeOf } from '../../src/core/trace/span-node.ts'
import type { Instrument } from '../../src/profiler/automatic/instrument.ts'
import { hub } from '../../src/profiler/hub.ts'
import { TraceRecorder } from '../../src/profiler/trace-recorder.ts'

/** Whose traces they are: nobody has anything to complain of. */
const owner = { faults: { endedTwice: 0, unfinished: 0, late: 0, outlived: 0 }, strict: true }

const realNow = performance.now.bind(performance)

/**
 * Runs code in a trace of its own, while instruments open spans for it.
 *
 * @param nowMs the trace's clock
 * @returns its trace, and by that clock when it began
 */
export async function traceAutomatically(
  instruments: readonly Instrument[],
  fn: () => unknown,
  nowMs: () => number = realNow,
): Promise<{ readonly root: SpanNode; readonly startMs: number }> {
  const ends = instruments.map((instrument) => instrument.start())
  hub.listening++
  try {
    return await inTrace(fn, nowMs)
  } finally {
    hub.listening--
    for (const end of ends.toReversed()) end()
  }
}

/** Runs code in a trace of its own. */
export async function inTrace(
  fn: () => unknown,
  nowMs: () => number = realNow,
): Promise<{ readonly root: SpanNode; readonly startMs: number }> {
  const trace = new TraceRecorder(owner, 'trace', new SpanNames(), nowMs)
  await hub.current.run(trace.root, fn)
  const table = trace.close()
  return { root: treeOf(table), startMs: table.startMs(0) }
}

/** The outline of a trace: names, in order, with what has failed or was cut. */
export function outline({ name, failed, unfinished, children }: SpanNode): unknown {
  const title = `${name}${failed ? ' failed' : ''}${unfinished ? ' unfinished' : ''}`
  return children.length === 0 ? title : { [title]: children.map((child) => outline(child)) }
}
