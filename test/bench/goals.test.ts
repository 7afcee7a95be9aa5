import { describe, expect, test } from 'vitest'
import { GOALS, judgeFindings, judgeRow } from '../../bench/goals.ts'

const DIFFERENCE = { kind: 'difference', most: 30, shareOfWork: 0.01 } as const
const RATIO = { kind: 'ratio', most: 1.07 } as const
const ROW = { row: 'a row', peer: 100, ours: 100, ratio: 1, difference: 0 }

describe('judgeRow', () => {
  test.for([
    { work: 0, difference: 30, goal: '≤ +30.0 ns', met: true },
    { work: 0, difference: 30.1, goal: '≤ +30.0 ns', met: false },
    { work: 0, difference: -80, goal: '≤ +30.0 ns', met: true },
    { work: 1_000, difference: 30.1, goal: '≤ +30.0 ns', met: false },
    { work: 50_000, difference: 500, goal: '≤ +500 ns', met: true },
    { work: 50_000, difference: 501, goal: '≤ +500 ns', met: false },
    { work: 0, difference: Number.NaN, goal: '≤ +30.0 ns', met: false },
  ])('a difference of $difference beside work of $work: $met', ({ work, difference, goal, met }) => {
    expect(judgeRow(DIFFERENCE, { ...ROW, work, difference }, 'ns')).toStrictEqual({
      goal,
      met,
      judged: true,
    })
  })

  test.for([
    { ratio: 1.07, met: true },
    { ratio: 1.0701, met: false },
    { ratio: 0.98, met: true },
    { ratio: Number.NaN, met: false },
  ])('a ratio of $ratio: $met', ({ ratio, met }) => {
    expect(judgeRow(RATIO, { ...ROW, ratio }, 's')).toStrictEqual({ goal: '≤ 1.07 ×', met, judged: true })
  })
})

test('judgeFindings judges row by row, by the goal of the row or of the benchmark', () => {
  const rows = [
    ROW,
    { ...ROW, ratio: 2 },
    { ...ROW, ours: 96, goal: 'found' },
    { ...ROW, ours: 1, goal: 'false' },
  ]
  const findings = { title: 'a benchmark', unit: 's', peer: 'a peer', rows, asides: [] } as const
  const goals = {
    mine: RATIO,
    found: { kind: 'at least', percent: 95 },
    false: { kind: 'at most', percent: 0.5 },
  } as const
  expect(judgeFindings('mine', findings, goals)).toStrictEqual([
    { goal: '≤ 1.07 ×', met: true, judged: true },
    { goal: '≤ 1.07 ×', met: false, judged: true },
    { goal: '≥ 95 %', met: true, judged: true },
    { goal: '≤ 0.5 %', met: false, judged: true },
  ])
  expect(() => judgeFindings('yours', findings, goals)).toThrow('bench/goals.ts has no goal "yours"')
})

test('the goals are what was promised', () => {
  expect(GOALS).toStrictEqual({
    'baseline: beside JSON': { kind: 'ratio', most: 4 },
    'baseline: time': { kind: 'aim', most: 300 },
    'leaks: false alarms': { kind: 'at most', percent: 0.7 },
    'leaks: misses': { kind: 'at most', percent: 0.7 },
    'leaks: misses of a case': { kind: 'at most', percent: 6.7 },
    'leaks: smallest leak': { kind: 'at least', percent: 100 },
    'leaks: median time': { kind: 'aim', most: 0.6 },
    'leaks: p95 of the time': { kind: 'aim', most: 3 },
    network: { kind: 'ratio', most: 0.3 },
    overhead: DIFFERENCE,
    'regression: false alarms': { kind: 'at most', percent: 0.5 },
    'regression: false alarms of a workload': { kind: 'at most', percent: 1 },
    'regression: 10 % slower': { kind: 'at least', percent: 90 },
    'regression: 20 % slower': { kind: 'at least', percent: 99 },
    'duet: false alarms': { kind: 'at most', percent: 1 },
    'duet: 10 % slower': { kind: 'at least', percent: 90 },
    'regression: time of a pass': { kind: 'aim', most: 1.5 },
    'spans: beside OpenTelemetry': { kind: 'ratio', most: 0.3 },
    'spans: active': { kind: 'aim', most: 600 },
    'spans: inactive': { kind: 'aim', most: 60 },
    'spans: growth': { kind: 'ratio', most: 1.25 },
    startup: RATIO,
    'verdict: false fails': { kind: 'at most', percent: 0.5 },
    'verdict: fails over the bound': { kind: 'at least', percent: 95 },
    'virtual: plain stubs': { kind: 'aim', most: 0.1 },
    'virtual: mocked fetch': { kind: 'aim', most: 1 },
    'virtual: mocked fetch beside msw': { kind: 'ratio', most: 1 / 3 },
    'virtual: beside sleeping': { kind: 'ratio', most: 1 / 300 },
  })
})
