import { describeMatcher } from '../helpers/matcher-laws.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'

describeMatcher({
  name: 'toHaveThroughputAbove',
  args: ['3000/min'],
  shownArgs: '"3000/min"',
  passes: measurementOf(range(1, 100), { elapsedNs: 1e9 }),
  fails: measurementOf(range(1, 100), { elapsedNs: 4e9 }),
  failure: `expect(run).toHaveThroughputAbove("3000/min")   research, real clock

Expected throughput  >   50/s
Received throughput    25.0/s          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

Next step: make an iteration faster, or run more at once with \`concurrency\`. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toHaveThroughputAbove("3000/min")   research, real clock

Expected throughput  ≤  50/s
Received throughput    100/s          n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████`,
  badLimit: [
    '50',
    `toHaveThroughputAbove: the limit must be a rate per s, min or h, received "50". Write a number per second, such as 50, or a string such as '50/s' or '3000/min'.`,
  ],
  undecidable: [
    measurementOf([], { elapsedNs: 1e9 }),
    'toHaveThroughputAbove: "research" has no samples. Run at least one iteration.',
  ],
})
