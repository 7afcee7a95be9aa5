import { describeMatcher, durationFix } from '../helpers/matcher-laws.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'

describeMatcher({
  name: 'toHaveMeanBelow',
  args: ['1s'],
  shownArgs: '"1s"',
  passes: () => measurementOf(range(1, 100)),
  fails: () => measurementOf(range(1_001, 1_100)),
  failure: `expect(run).toHaveMeanBelow("1s")   research, real clock, ms

Expected mean  < 1 000
Received mean    1 051          n = 100 · p50 1 051 · p99 1 100 · max 1 100
████████████████████

100 of 100 samples took 1 000 ms or longer (100 %).
The true mean lies between 1 036 and 1 059 ms (bootstrap-t).

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toHaveMeanBelow("1s")   research, real clock, ms

Expected mean  ≥ 1 000
Received mean     50.5          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

0 of 100 samples took 1 000 ms or longer (0 %).
The true mean lies between 35.9 and 59.2 ms (bootstrap-t).`,
  inconclusive: {
    run: () => measurementOf(range(951, 1_050)),
    failure: `expect(run).toHaveMeanBelow("1s")   research, real clock, ms

Expected mean  < 1 000
Received mean    1 001          n = 100 · p50 1 001 · p99 1 050 · max 1 050
████████████████████

Inconclusive: the mean may be anything from 986 to 1 009 ms, too near to 1 000 ms to tell. Run more iterations, or move the limit away from where the code is.`,
    notFailure: `expect(run).not.toHaveMeanBelow("1s")   research, real clock, ms

Expected mean  ≥ 1 000
Received mean    1 001          n = 100 · p50 1 001 · p99 1 050 · max 1 050
████████████████████

Inconclusive: the mean may be anything from 986 to 1 009 ms, too near to 1 000 ms to tell. Run more iterations, or move the limit away from where the code is.`,
  },
  badLimit: [
    'soon',
    `toHaveMeanBelow: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${durationFix}`,
  ],
  undecidable: [
    () => measurementOf(range(1, 9)),
    'toHaveMeanBelow: the mean of 9 samples is not known: it needs at least 10. Run "research" with { iterations: 10 } or more.',
  ],
})
