import { expect, test } from 'vitest'
import { summarizeRounds } from '../../bench/startup.ts'

test('summarizeRounds compares within each round', () => {
  const rounds = [
    { without: 10, 'the plugin': 10.4, '--reporter=skillperf': 10.5 },
    { without: 20, 'the plugin': 20.8, '--reporter=skillperf': 21 },
    { without: 5, 'the plugin': 9, '--reporter=skillperf': 5.25 },
  ]
  expect(summarizeRounds(rounds).rows).toMatchObject([
    { row: 'the plugin', peer: 10, ours: 10.4, ratio: 1.04 },
    { row: '--reporter=skillperf', peer: 10, ours: 10.5, ratio: 1.05, difference: 0.5 },
  ])
})
