import { describeMatcher, durationFix } from '../helpers/matcher-laws.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'

describeMatcher({
  name: 'toHaveP50Below',
  args: ['1s'],
  shownArgs: '"1s"',
  passes: () => measurementOf(range(1, 100)),
  fails: () => measurementOf(range(1_001, 1_100)),
  failure: `expect(run).toHaveP50Below("1s")   research, real clock, ms

Expected p50  < 1 000
Received p50    1 051          n = 100 · p50 1 051 · p99 1 100 · max 1 100
████████████████████

100 of 100 samples took 1 000 ms or longer (100 %).
At least 50 % of all iterations do: 99.5 % sure (exact binomial bound).

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toHaveP50Below("1s")   research, real clock, ms

Expected p50  ≥ 1 000
Received p50     50.5          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

0 of 100 samples took 1 000 ms or longer (0 %).
Less than 50 % of all iterations do: 95 % sure (exact binomial bound).`,
  inconclusive: {
    run: () => measurementOf(range(951, 1_050)),
    failure: `expect(run).toHaveP50Below("1s")   research, real clock, ms

Expected p50  < 1 000
Received p50    1 001          n = 100 · p50 1 001 · p99 1 050 · max 1 050
████████████████████

Inconclusive: 51 of 100 samples took 1 000 ms or longer (51 %), too near to 50 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
    notFailure: `expect(run).not.toHaveP50Below("1s")   research, real clock, ms

Expected p50  ≥ 1 000
Received p50    1 001          n = 100 · p50 1 001 · p99 1 050 · max 1 050
████████████████████

Inconclusive: 51 of 100 samples took 1 000 ms or longer (51 %), too near to 50 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
  },
  badLimit: [
    'soon',
    `toHaveP50Below: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${durationFix}`,
  ],
  undecidable: [
    () => measurementOf(range(1, 4)),
    'toHaveP50Below: the p50 of 4 samples is not known: it needs at least 5. Run "research" with { iterations: 5 } or more.',
  ],
})
