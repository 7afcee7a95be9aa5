import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import { callMatcher, describeMatcher, durationFix } from '../helpers/matcher-laws.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describeMatcher({
  name: 'toHavePercentileBelow',
  args: [75, '1s'],
  shownArgs: '75, "1s"',
  passes: measurementOf(range(1, 100)),
  fails: measurementOf(range(1001, 1100)),
  failure: `expect(run).toHavePercentileBelow(75, "1s")   research, real clock, ms

Expected p75  < 1 000
Received p75    1 076          n = 100 · p50 1 051 · p99 1 100 · max 1 100
████████████████████

100 of 100 samples took 1 000 ms or longer (100 %).

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toHavePercentileBelow(75, "1s")   research, real clock, ms

Expected p75  ≥ 1 000
Received p75     75.6          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

0 of 100 samples took 1 000 ms or longer (0 %).`,
  badLimit: [
    'soon',
    `toHavePercentileBelow: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${durationFix}`,
  ],
  undecidable: [
    measurementOf([1, 2, 3]),
    'toHavePercentileBelow: the p75 of 3 samples is not known: it needs at least 4. Run "research" with { iterations: 4 } or more.',
  ],
})

describe('toHavePercentileBelow', () => {
  test.for<[unknown, string]>([
    [0.95, 'toHavePercentileBelow: percentiles go from 0 to 100, received 0.95. Did you mean 95?'],
    [
      101,
      'toHavePercentileBelow: a percentile must be a number from 0 to 100, received 101. Write 95 for the 95th percentile.',
    ],
    [
      '95',
      'toHavePercentileBelow: a percentile must be a number from 0 to 100, received "95". Write 95 for the 95th percentile.',
    ],
  ])('refuses percentile %o', ([p, message]) => {
    const error = thrownBy(() =>
      callMatcher(measurementOf(range(1, 100)), 'toHavePercentileBelow', [p, '1s']),
    )
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
  })

  test('takes percentiles between whole numbers, with the samples that they need', () => {
    callMatcher(measurementOf(range(1, 1_000)), 'toHavePercentileBelow', [99.9, '2s'])
    const error = thrownBy(() =>
      callMatcher(measurementOf(range(1, 999)), 'toHavePercentileBelow', [99.9, '2s']),
    )
    expect(error.message).toBe(
      'toHavePercentileBelow: the p99.9 of 999 samples is not known: it needs at least 1 000. Run "research" with { iterations: 1000 } or more.',
    )
  })
})
