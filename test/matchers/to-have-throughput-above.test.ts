import { describeMatcher } from '../helpers/matcher-laws.ts'
import { evenPace, measurementOf, range } from '../helpers/measurement-of.ts'

describeMatcher({
  name: 'toHaveThroughputAbove',
  args: ['3000/min'],
  shownArgs: '"3000/min"',
  passes: () => measurementOf(range(1, 100), evenPace(100, 1_000)),
  fails: () => measurementOf(range(1, 100), evenPace(100, 4_000)),
  failure: `expect(run).toHaveThroughputAbove("3000/min")   research, real clock

Expected throughput  >   50/s
Received throughput    25.0/s          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

The true throughput lies between 25.0 and 25.0/s (bootstrap-t).

Next step: make an iteration faster, or run more at once with \`concurrency\`. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toHaveThroughputAbove("3000/min")   research, real clock

Expected throughput  ≤  50/s
Received throughput    100/s          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

The true throughput lies between 100 and 100/s (bootstrap-t).`,
  inconclusive: {
    run: () => measurementOf(range(1, 39)),
    failure: `expect(run).toHaveThroughputAbove("3000/min")   research, real clock

Expected throughput  > 50/s
Received throughput    50/s          n = 39 · p50 20.0 · max 39.0
█████████▅██████████

Inconclusive: the throughput may be anything from 43.3 to 71.5 /s, too near to 50 /s to tell. Run more iterations, or move the limit away from where the code is.`,
    notFailure: `expect(run).not.toHaveThroughputAbove("3000/min")   research, real clock

Expected throughput  ≤ 50/s
Received throughput    50/s          n = 39 · p50 20.0 · max 39.0
█████████▅██████████

Inconclusive: the throughput may be anything from 43.3 to 71.5 /s, too near to 50 /s to tell. Run more iterations, or move the limit away from where the code is.`,
  },
  badLimit: [
    '50',
    `toHaveThroughputAbove: the limit must be a rate per s, min or h, received "50". Write a number per second, such as 50, or a string such as '50/s' or '3000/min'.`,
  ],
  undecidable: [
    () => measurementOf(range(1, 9)),
    'toHaveThroughputAbove: the throughput of 9 samples is not known: it needs at least 10. Run "research" with { iterations: 10 } or more.',
  ],
})
