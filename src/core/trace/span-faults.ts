import { formatExact } from '../format.ts'

/** How often spans were not used as they should be. Each has its rule; none of them is an error. */
export interface SpanFaults {
  /** Spans that were ended once more: the first end stands. */
  endedTwice: number
  /** Spans that nobody has ended: cut where their trace ended. */
  unfinished: number
  /** Spans that began when their trace was over: left out. */
  late: number
  /** Spans that ended after their parent: what exceeds it counts for neither self time nor critical path. */
  outlived: number
}

export function noFaults(): SpanFaults {
  return { endedTwice: 0, unfinished: 0, late: 0, outlived: 0 }
}

/** What a reader of the figures should know, a sentence each. */
export function describeFaults({ endedTwice, unfinished, late, outlived }: SpanFaults): readonly string[] {
  return [
    about(unfinished, 'never ended', 'cut where the iteration ended: await what they cover, or end them.'),
    about(
      outlived,
      'ended after their parent',
      'what exceeds it counts for neither self time nor critical path.',
    ),
    about(late, 'began after the iteration had ended', 'left out.'),
    about(endedTwice, 'ended more than once', 'the first end stands.'),
  ].filter((note) => note !== undefined)
}

function about(count: number, what: string, rule: string): string | undefined {
  return count === 0 ? undefined : `Spans that ${what}: ${formatExact(count)}, ${rule}`
}
