import { expect, test } from 'vitest'
import { summarizeWays } from '../../bench/virtual.ts'
import type { WaySample } from '../../bench/virtual.ts'

test('summarizeWays compares within each round', () => {
  const round = (nth: number, slow: number): WaySample[] =>
    ['plain stubs', 'mocked fetch'].flatMap((row) => [
      { round: nth, row, tool: 'skillperf', cpuMs: 0.5 * slow, wallMs: 0.9 * slow },
      { round: nth, row, tool: 'fake timers', cpuMs: 2 * slow, wallMs: 3 * slow },
    ])
  const sleeping = { round: 0, row: 'plain stubs', tool: 'sleeping', cpuMs: 0.1, wallMs: 900 }
  const { rows } = summarizeWays([...round(0, 1), ...round(1, 1), ...round(2, 10), sleeping])
  expect(rows).toMatchObject([
    { row: 'plain stubs', peer: 2, ours: 0.5, ratio: 0.25 },
    { row: 'mocked fetch', ratio: 0.25, difference: -1.5 },
    { row: 'mocked fetch', goal: 'virtual: mocked fetch beside msw' },
    { row: 'wall time, beside sleeping', peer: 900, ours: 0.9, ratio: 0.001 },
  ])
})
