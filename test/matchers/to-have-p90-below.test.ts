import { describeMatcher, durationFix } from '../helpers/matcher-laws.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'

describeMatcher({
  name: 'toHaveP90Below',
  args: ['1s'],
  shownArgs: '"1s"',
  passes: () => measurementOf(range(1, 100)),
  fails: () => measurementOf(range(1_001, 1_100)),
  failure: `expect(run).toHaveP90Below("1s")   research, real clock, ms

Expected p90  < 1 000
Received p90    1 091          n = 100 · p50 1 051 · p99 1 100 · max 1 100
████████████████████

100 of 100 samples took 1 000 ms or longer (100 %).
At least 10 % of all iterations do: 99.5 % sure (exact binomial bound).

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toHaveP90Below("1s")   research, real clock, ms

Expected p90  ≥ 1 000
Received p90     90.6          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

0 of 100 samples took 1 000 ms or longer (0 %).
Less than 10 % of all iterations do: 95 % sure (exact binomial bound).`,
  inconclusive: {
    run: () => measurementOf(range(910, 1_009)),
    failure: `expect(run).toHaveP90Below("1s")   research, real clock, ms

Expected p90  < 1 000
Received p90    999.6          n = 100 · p50 960 · p99 1 009 · max 1 009
████████████████████

Inconclusive: 10 of 100 samples took 1 000 ms or longer (10 %), too near to 10 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
    notFailure: `expect(run).not.toHaveP90Below("1s")   research, real clock, ms

Expected p90  ≥ 1 000
Received p90    999.6          n = 100 · p50 960 · p99 1 009 · max 1 009
████████████████████

Inconclusive: 10 of 100 samples took 1 000 ms or longer (10 %), too near to 10 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
  },
  badLimit: [
    'soon',
    `toHaveP90Below: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${durationFix}`,
  ],
  undecidable: [
    () => measurementOf(range(1, 28)),
    'toHaveP90Below: the p90 of 28 samples is not known: it needs at least 29. Run "research" with { iterations: 29 } or more.',
  ],
})
