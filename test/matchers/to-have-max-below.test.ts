import { describeMatcher, durationFix } from '../helpers/matcher-laws.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'

describeMatcher({
  name: 'toHaveMaxBelow',
  args: ['1s'],
  shownArgs: '"1s"',
  passes: () => measurementOf(range(1, 100)),
  fails: () => measurementOf(range(1_001, 1_100)),
  failure: `expect(run).toHaveMaxBelow("1s")   research, real clock, ms

Expected max  < 1 000
Received max    1 100          n = 100 · p50 1 051 · p99 1 100 · max 1 100
████████████████████

100 of 100 samples took 1 000 ms or longer (100 %).

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toHaveMaxBelow("1s")   research, real clock, ms

Expected max  ≥ 1 000
Received max      100          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

0 of 100 samples took 1 000 ms or longer (0 %).`,
  inconclusive: {
    run: () => measurementOf(range(1, 100), { dropped: 2 }),
    // None is slow, so that there is nothing to make faster.
    failure: `expect(run).toHaveMaxBelow("1s")   research, real clock, ms

Expected max  < 1 000
Received max      100          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

Inconclusive: 2 arrivals were turned away, so the longest duration is not known. Raise \`maxInFlight\`, or lower the rate.`,
    notFailure: `expect(run).not.toHaveMaxBelow("1s")   research, real clock, ms

Expected max  ≥ 1 000
Received max      100          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

Inconclusive: 2 arrivals were turned away, so the longest duration is not known. Raise \`maxInFlight\`, or lower the rate.`,
  },
  badLimit: [
    'soon',
    `toHaveMaxBelow: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${durationFix}`,
  ],
  undecidable: [
    () => measurementOf([]),
    'toHaveMaxBelow: "research" has no samples. Run at least one iteration.',
  ],
})
