import { describeMatcher, durationFix } from '../helpers/matcher-laws.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'

describeMatcher({
  name: 'toHaveP95Below',
  args: ['1s'],
  shownArgs: '"1s"',
  passes: () => measurementOf(range(1, 100)),
  fails: () => measurementOf(range(1_001, 1_100)),
  failure: `expect(run).toHaveP95Below("1s")   research, real clock, ms

Expected p95  < 1 000
Received p95    1 096          n = 100 · p50 1 051 · p99 1 100 · max 1 100
████████████████████

100 of 100 samples took 1 000 ms or longer (100 %).
At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toHaveP95Below("1s")   research, real clock, ms

Expected p95  ≥ 1 000
Received p95     95.6          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

0 of 100 samples took 1 000 ms or longer (0 %).
Less than 5 % of all iterations do: 95 % sure (exact binomial bound).`,
  inconclusive: {
    run: () => measurementOf(range(905, 1_004)),
    failure: `expect(run).toHaveP95Below("1s")   research, real clock, ms

Expected p95  < 1 000
Received p95    999.6          n = 100 · p50 955 · p99 1 004 · max 1 004
████████████████████

Inconclusive: 5 of 100 samples took 1 000 ms or longer (5 %), too near to 5 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
    notFailure: `expect(run).not.toHaveP95Below("1s")   research, real clock, ms

Expected p95  ≥ 1 000
Received p95    999.6          n = 100 · p50 955 · p99 1 004 · max 1 004
████████████████████

Inconclusive: 5 of 100 samples took 1 000 ms or longer (5 %), too near to 5 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
  },
  badLimit: [
    'soon',
    `toHaveP95Below: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${durationFix}`,
  ],
  undecidable: [
    () => measurementOf(range(1, 58)),
    'toHaveP95Below: the p95 of 58 samples is not known: it needs at least 59. Run "research" with { iterations: 59 } or more.',
  ],
})
