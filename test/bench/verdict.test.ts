import { describe, expect, test } from 'vitest'
import { boundsOf, failsNaively, isWrong, summarizeVerdicts } from '../../bench/verdict.ts'
import type { Judged, WorkloadSamples } from '../../bench/verdict.ts'

const KEPT: Judged = {
  workload: 'timer',
  code: 'keeps its bound',
  boundMs: 5,
  naiveFails: true,
  ours: 'pass',
  n: 93,
  p95Ms: 4,
}
const OVER: Judged = { ...KEPT, code: 'is over its bound', ours: 'fail', n: 20 }

test('summarizeVerdicts counts fails, of all and of each workload', () => {
  const { rows, asides } = summarizeVerdicts([
    KEPT,
    { ...KEPT, ours: 'inconclusive', naiveFails: false, boundMs: 7, n: 193 },
    OVER,
    OVER,
    OVER,
    { ...OVER, ours: 'pass', workload: 'CPU' },
  ])
  expect(rows).toMatchObject([
    { row: 'kept: false fails', peer: 50, ours: 0, goal: 'verdict: false fails' },
    { row: 'over by 30 %: fails', peer: 100, ours: 75, goal: 'verdict: fails over the bound' },
  ])
  expect(asides.map((aside) => aside.rows)).toStrictEqual([
    [['timer', 6, '2', '1', '0', '1', '143']],
    [
      ['timer', 5, '3', '3', '3', '0', '20'],
      ['CPU', 5, '1', '1', '0', '0', '20'],
    ],
  ])
})

test.for([
  { ...KEPT, ours: 'pass', wrong: false },
  { ...KEPT, ours: 'inconclusive', wrong: false },
  { ...KEPT, ours: 'fail', wrong: true },
  { ...OVER, ours: 'fail', wrong: false },
  { ...OVER, ours: 'inconclusive', wrong: true },
  { ...OVER, ours: 'pass', wrong: true },
] as const)('code that $code, and $ours: wrong is $wrong', ({ wrong, ...judged }) => {
  expect(isWrong(judged)).toBe(wrong)
})

describe('failsNaively', () => {
  test.for([
    { slow: 4, fails: false },
    { slow: 5, fails: true },
  ])('$slow of 100 samples above the bound: $fails', ({ slow, fails }) => {
    const samplesMs = Array.from({ length: 100 }, (_, i) => (i < slow ? 11 : 10))
    expect(failsNaively(samplesMs, 10.5)).toBe(fails)
  })
})

test('boundsOf takes all samples together for what is kept, and the fastest process for what is not', () => {
  const process = (ms: number): WorkloadSamples => ({
    workload: 'timer',
    samplesMs: Array.from({ length: 100 }, () => ms),
  })
  const judged = [
    { workload: 'timer', p95Ms: 26 },
    { workload: 'CPU', p95Ms: 1 },
  ]
  const { kept, over } = boundsOf([process(13), process(26), process(26)], judged)
  expect([...kept]).toStrictEqual([['timer', 32.5]])
  expect([...over]).toStrictEqual([['timer', 10]])
  expect([...boundsOf([process(26)], [{ workload: 'timer', p95Ms: 13 }]).over]).toStrictEqual([['timer', 10]])
})
