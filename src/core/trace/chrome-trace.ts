import { publicName } from '../redact.ts'
import { layOutLanes } from './lanes.ts'
import type { Lane } from './lanes.ts'
import { publicAttributes } from './public-attributes.ts'
import type { SpanNode } from './span-node.ts'
import type { SpanAttributes } from './span-table.ts'
import { titleOf } from './traced-run.ts'
import type { TracedRun } from './traced-run.ts'

const NS_PER_MS = 1e6
const NS_PER_US = 1e3
/** The thread of what does not overlap. */
const MAIN = 1
const CATEGORY = 'span'

/** Chrome's Trace Event Format, the object form: what Perfetto, `chrome://tracing` and DevTools open. Times are µs. */
export interface ChromeTrace {
  readonly displayTimeUnit: 'ms'
  readonly otherData: Readonly<Record<string, string>>
  readonly traceEvents: readonly ChromeEvent[]
}

/** `M` names a process or a thread, `X` is a whole span, `b` and `e` begin and end one that overlaps others. */
export interface ChromeEvent {
  readonly name: string
  readonly ph: 'M' | 'X' | 'b' | 'e'
  readonly pid: number
  readonly tid: number
  readonly cat?: string
  readonly ts?: number
  readonly dur?: number
  readonly id?: string
  readonly args?: SpanAttributes
}

/**
 * The kept iterations of a measurement as a Chrome trace: each is a process that
 * begins at 0. Spans that nest lie in a thread as complete events; one that
 * overlaps its siblings is an async one of an id of its own, with those that
 * nest in it.
 */
export function chromeTrace(run: TracedRun): ChromeTrace {
  // Ids are those of the whole file: readers do not tell processes apart by them.
  let ids = 0
  const nextId = (): string => `0x${(++ids).toString(16)}`
  const traceEvents = run.spans.trees.flatMap((tree, i) => {
    const pid = i + 1
    const [main = [], ...others] = layOutLanes(tree.root)
    const named = { ph: 'M', pid, tid: MAIN } as const
    return [
      { ...named, name: 'process_name', args: { name: titleOf(run, tree) } },
      {
        ...named,
        name: 'thread_name',
        args: { name: run.clock === 'virtual' ? 'virtual time' : 'real time' },
      },
      ...completeEvents(main, pid),
      ...others.flatMap((lane) => asyncEvents(lane, pid, nextId)),
    ]
  })
  const otherData = { measurement: publicName(run.name), clock: run.clock }
  return { displayTimeUnit: 'ms', otherData, traceEvents }
}

function completeEvents(lane: Lane, pid: number): ChromeEvent[] {
  return lane
    .filter(({ begins }) => begins)
    .map(({ span }) => ({
      name: span.name,
      cat: CATEGORY,
      ph: 'X',
      ts: toUs(span.startMs),
      dur: (toNs(span.endMs) - toNs(span.startMs)) / NS_PER_US,
      pid,
      tid: MAIN,
      args: argsOf(span),
    }))
}

function asyncEvents(lane: Lane, pid: number, nextId: () => string): ChromeEvent[] {
  let open = 0
  let id = ''
  return lane.map(({ span, begins }) => {
    if (open === 0) id = nextId()
    open += begins ? 1 : -1
    const both = { name: span.name, cat: CATEGORY, id, pid, tid: MAIN }
    return begins
      ? { ...both, ph: 'b', ts: toUs(span.startMs), args: argsOf(span) }
      : { ...both, ph: 'e', ts: toUs(span.endMs) }
  })
}

function argsOf({ attributes, failed, unfinished }: SpanNode): SpanAttributes {
  return {
    ...publicAttributes(attributes),
    ...(failed && { failed }),
    ...(unfinished && { unfinished }),
  }
}

function toNs(ms: number): number {
  return Math.round(ms * NS_PER_MS)
}

function toUs(ms: number): number {
  return toNs(ms) / NS_PER_US
}
