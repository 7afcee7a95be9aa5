import { expect, test } from 'vitest'
import { noFaults } from '../../../src/core/trace/span-faults.ts'
import { treeOf } from '../../../src/core/trace/span-node.ts'
import { SpanNames } from '../../../src/core/trace/span-table.ts'
import { SpanInbox } from '../../../src/profiler/otel/span-inbox.ts'
import { TraceRecorder } from '../../../src/profiler/trace-recorder.ts'
import { shapeOf } from '../../helpers/in-trace.ts'

/** Both clocks at the time of placing. */
const NOW_MS = 100
const UNIX_NOW_MS = 1_700_000_000_000

/** Iterations from and to these times, and spans that nobody handed a context on to. */
function placed(
  iterations: readonly (readonly [fromMs: number, untilMs: number])[],
  spans: readonly (readonly [fromMs: number, untilMs: number])[],
): { shapes: string[]; notes: readonly string[] } {
  const inbox = new SpanInbox(() => UNIX_NOW_MS)
  const owner = { faults: noFaults(), strict: true }
  const traces = iterations.map(([fromMs, untilMs]) => {
    const trace = new TraceRecorder(owner, 'run', new SpanNames(), () => NOW_MS, fromMs)
    inbox.began(trace)
    trace.close(untilMs)
    return trace
  })
  const unixNs = (ms: number): bigint => BigInt(Math.round((UNIX_NOW_MS - NOW_MS + ms) * 1_000)) * 1_000n
  inbox.receive(
    spans.map(([fromMs, untilMs], nth) => ({
      traceId: `trace ${nth}`,
      spanId: 'span',
      parentSpanId: undefined,
      name: `s${nth}`,
      startUnixNs: unixNs(fromMs),
      endUnixNs: unixNs(untilMs),
      failed: false,
      attributes: {},
    })),
  )
  inbox.place(true)
  return { shapes: traces.map(({ table }) => shapeOf(treeOf(table))), notes: inbox.takeNotes() }
}

const LEFT_OUT =
  "Spans of other processes that may belong to several iterations, or to none: 1, left out: hand on the trace's context, or measure with { concurrency: 1 }."

test.for<[string, Parameters<typeof placed>, { shapes: string[]; notes: string[] }]>([
  [
    'the one that was running',
    [
      [
        [10, 20],
        [30, 40],
      ],
      [[31, 39]],
    ],
    { shapes: ['run', 'run(s0)'], notes: [] },
  ],
  [
    'one that it stands out of by the steps of a clock',
    [[[10, 20]], [[9, 21]]],
    { shapes: ['run(s0)'], notes: [] },
  ],
  [
    'the one that its middle lies in, of short ones after each other',
    [
      [
        [10, 13],
        [13, 16],
        [16, 19],
      ],
      [
        [12, 15],
        [13, 17.5],
      ],
    ],
    { shapes: ['run', 'run(s0 s1)', 'run'], notes: [] },
  ],
  [
    'none, where two were running',
    [
      [
        [10, 20],
        [12, 22],
      ],
      [[13, 18]],
    ],
    { shapes: ['run', 'run'], notes: [LEFT_OUT] },
  ],
  ['none, where none was running', [[[10, 20]], [[15, 25]]], { shapes: ['run'], notes: [LEFT_OUT] }],
])('a span without a context goes to %s', ([, [iterations, spans], expected]) => {
  expect(placed(iterations, spans)).toStrictEqual(expected)
})
