import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import { callMatcher, describeMatcher, durationFix } from '../helpers/matcher-laws.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describeMatcher({
  name: 'toHavePercentileBelow',
  args: [75, '1s'],
  shownArgs: '75, "1s"',
  passes: () => measurementOf(range(1, 100)),
  fails: () => measurementOf(range(1_001, 1_100)),
  failure: `expect(run).toHavePercentileBelow(75, "1s")   research, real clock, ms

Expected p75  < 1 000
Received p75    1 076          n = 100 · p50 1 051 · p99 1 100 · max 1 100
████████████████████

100 of 100 samples took 1 000 ms or longer (100 %).
At least 25 % of all iterations do: 99.5 % sure (exact binomial bound).

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toHavePercentileBelow(75, "1s")   research, real clock, ms

Expected p75  ≥ 1 000
Received p75     75.6          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

0 of 100 samples took 1 000 ms or longer (0 %).
Less than 25 % of all iterations do: 95 % sure (exact binomial bound).`,
  inconclusive: {
    run: () => measurementOf(range(925, 1_024)),
    failure: `expect(run).toHavePercentileBelow(75, "1s")   research, real clock, ms

Expected p75  < 1 000
Received p75    999.6          n = 100 · p50 975 · p99 1 024 · max 1 024
████████████████████

Inconclusive: 25 of 100 samples took 1 000 ms or longer (25 %), too near to 25 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
    notFailure: `expect(run).not.toHavePercentileBelow(75, "1s")   research, real clock, ms

Expected p75  ≥ 1 000
Received p75    999.6          n = 100 · p50 975 · p99 1 024 · max 1 024
████████████████████

Inconclusive: 25 of 100 samples took 1 000 ms or longer (25 %), too near to 25 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
  },
  badLimit: [
    'soon',
    `toHavePercentileBelow: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${durationFix}`,
  ],
  undecidable: [
    () => measurementOf(range(1, 10)),
    'toHavePercentileBelow: the p75 of 10 samples is not known: it needs at least 11. Run "research" with { iterations: 11 } or more.',
  ],
})

describe('toHavePercentileBelow', () => {
  test.for([
    [0, measurementOf([1, 2]), 1.5, 1],
    [100, measurementOf([1, 2]), 2.5, 2],
  ] as const)('needs one sample for percentile %d, which single samples decide', ([p, run, kept, broken]) => {
    callMatcher(run, 'toHavePercentileBelow', [p, kept])
    callMatcher(run, 'toHavePercentileBelow', [p, broken], { not: true })
  })

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
    callMatcher(measurementOf(range(1, 2_995)), 'toHavePercentileBelow', [99.9, '3s'])
    const error = thrownBy(() =>
      callMatcher(measurementOf(range(1, 2_994)), 'toHavePercentileBelow', [99.9, '3s']),
    )
    expect(error.message).toBe(
      'toHavePercentileBelow: the p99.9 of 2 994 samples is not known: it needs at least 2 995. Run "research" with { iterations: 2995 } or more.',
    )
  })
})
