import { expect, test } from 'vitest'
import { summarizeCosts } from '../../bench/spans.ts'
import type { SpanCost } from '../../bench/spans.ts'

/** One round of all ways, slowed down by a factor. */
function round(nth: number, slow: number): SpanCost[] {
  const cost = (row: string, way: string, ns: number, bytes: number): SpanCost => ({
    round: nth,
    row,
    way,
    ns: ns * slow,
    bytes,
  })
  return [
    ...['async', 'sync', 'trace', 'inactive'].flatMap((kind) => [
      cost(kind, 'bare', 50, 0),
      cost(kind, 'skillperf', 550, 30),
      cost(kind, 'OpenTelemetry', 2_050, 900),
      cost(kind, 'performance.measure', 250, 200),
    ]),
    ...['in one trace', 'in traces of 100'].flatMap((row) => [
      cost(row, 'few', 500, 100),
      cost(row, 'many', 600, 2),
    ]),
  ]
}

test('summarizeCosts compares within each round, without the function itself', () => {
  const { rows, asides, title } = summarizeCosts([...round(0, 1), ...round(1, 1), ...round(2, 10)])
  const figures = { peer: 2_000, ours: 500, ratio: 0.25, difference: -1_500 }
  expect(title).toBe(
    'CPU time of a span beyond the function itself: median of 3 rounds, each way in a process of its own.',
  )
  expect(rows).toStrictEqual([
    { row: 'an async function', ...figures, goal: 'spans: beside OpenTelemetry' },
    { row: 'a sync function', ...figures, goal: 'spans: beside OpenTelemetry' },
    { row: 'a wrapped function', ...figures, goal: 'spans: beside OpenTelemetry' },
    { row: 'an async function', ...figures, goal: 'spans: active' },
    { row: 'nobody listens', ...figures, goal: 'spans: inactive' },
    ...['in one trace', 'in traces of 100'].flatMap((row) => [
      {
        row: `time of each of 10⁷ ${row}, beside 10⁴`,
        peer: 500,
        ours: 600,
        ratio: 1.2,
        difference: 100,
        goal: 'spans: growth',
      },
      {
        row: `memory of each of 10⁷ ${row}, beside 10⁴`,
        unit: 'B',
        peer: 100,
        ours: 2,
        ratio: 0.02,
        difference: -98,
        goal: 'spans: growth',
      },
    ]),
  ])
  expect(asides.map((aside) => aside.rows)).toStrictEqual([
    [
      ['an async function', 200],
      ['a sync function', 200],
    ],
    ['an async function', 'a sync function', 'a wrapped function'].map((kind) => [kind, 900, 30, 200]),
  ])
})

test('summarizeCosts finds no ratio where a way is missing', () => {
  const { rows } = summarizeCosts(round(0, 1).filter(({ way }) => way !== 'OpenTelemetry'))
  expect(rows[0]?.ratio).toBeNaN()
})
