import { expect, test } from 'vitest'
import { summarizeRounds } from '../../bench/baseline.ts'
import type { FileRound } from '../../bench/baseline.ts'

const round = (slow: number): FileRound => ({
  peer: { readMs: 40 * slow, compareMs: 0, writeMs: 60 * slow },
  ours: { readMs: 100 * slow, compareMs: 20 * slow, writeMs: 130 * slow },
})

test('summarizeRounds compares within each round', () => {
  const { title, rows, asides } = summarizeRounds([round(1), round(1), round(10)])
  const figures = { peer: 100, ours: 250, ratio: 2.5, difference: 150 }
  expect(title).toBe(
    'A baseline of 5 000 entries, read, compared and written: median of 3 rounds, each way in a process of its own.',
  )
  expect(rows).toStrictEqual([
    { row: 'beside plain JSON', ...figures, goal: 'baseline: beside JSON' },
    { row: 'as it is', ...figures, goal: 'baseline: time' },
  ])
  expect(asides[0]?.rows).toStrictEqual([
    ['read', 40, 100],
    ['compare', 0, 20],
    ['write', 60, 130],
  ])
})
