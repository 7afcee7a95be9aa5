import { describeMatcher, durationFix } from '../helpers/matcher-laws.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'

describeMatcher({
  name: 'toHaveP99Below',
  args: ['1s'],
  shownArgs: '"1s"',
  passes: () => measurementOf(range(1, 300)),
  fails: () => measurementOf(range(1_001, 1_300)),
  failure: `expect(run).toHaveP99Below("1s")   research, real clock, ms

Expected p99  < 1 000
Received p99    1 298          n = 300 · p50 1 151 · p99 1 298 · max 1 300
████████████████████

300 of 300 samples took 1 000 ms or longer (100 %).
At least 1 % of all iterations do: 99.5 % sure (exact binomial bound).

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toHaveP99Below("1s")   research, real clock, ms

Expected p99  ≥ 1 000
Received p99      298          n = 300 · p50 151 · p99 298 · max 300
████████████████████

0 of 300 samples took 1 000 ms or longer (0 %).
Less than 1 % of all iterations do: 95 % sure (exact binomial bound).`,
  inconclusive: {
    run: () => measurementOf(range(703, 1_002)),
    failure: `expect(run).toHaveP99Below("1s")   research, real clock, ms

Expected p99  < 1 000
Received p99    999.7          n = 300 · p50 853 · p99 1 000 · max 1 002
████████████████████

Inconclusive: 3 of 300 samples took 1 000 ms or longer (1 %), too near to 1 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
    notFailure: `expect(run).not.toHaveP99Below("1s")   research, real clock, ms

Expected p99  ≥ 1 000
Received p99    999.7          n = 300 · p50 853 · p99 1 000 · max 1 002
████████████████████

Inconclusive: 3 of 300 samples took 1 000 ms or longer (1 %), too near to 1 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
  },
  badLimit: [
    'soon',
    `toHaveP99Below: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${durationFix}`,
  ],
  undecidable: [
    () => measurementOf(range(1, 298)),
    'toHaveP99Below: the p99 of 298 samples is not known: it needs at least 299. Run "research" with { iterations: 299 } or more.',
  ],
})
