import { describeMatcher, durationFix } from '../helpers/matcher-laws.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'

describeMatcher({
  name: 'toHaveP50Below',
  args: ['1s'],
  shownArgs: '"1s"',
  passes: measurementOf(range(1, 100)),
  fails: measurementOf(range(1001, 1100)),
  failure: `expect(run).toHaveP50Below("1s")   research, real clock, ms

Expected p50  < 1 000
Received p50    1 051          n = 100 · p50 1 051 · p99 1 100 · max 1 100
████████████████████

100 of 100 samples took 1 000 ms or longer (100 %).

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toHaveP50Below("1s")   research, real clock, ms

Expected p50  ≥ 1 000
Received p50     50.5          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

0 of 100 samples took 1 000 ms or longer (0 %).`,
  badLimit: [
    'soon',
    `toHaveP50Below: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${durationFix}`,
  ],
  undecidable: [
    measurementOf(range(1, 1)),
    'toHaveP50Below: the p50 of 1 sample is not known: it needs at least 2. Run "research" with { iterations: 2 } or more.',
  ],
})
