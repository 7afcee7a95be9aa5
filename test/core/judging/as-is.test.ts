import { describe, expect, test } from 'vitest'
import type { Measurement } from '../../../src/core/measurement.ts'
import type { Overrides } from '../../helpers/measurement-of.ts'
import { errorRate, max, mean, percentile, throughput } from '../../../src/core/statistic.ts'
import type { Statistic } from '../../../src/core/statistic.ts'
import { judge, requireDecidable } from '../../../src/core/verdict.ts'
import { measurementOf, range } from '../../helpers/measurement-of.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const virtual = (samplesMs: readonly number[], more: Overrides = {}): Measurement =>
  measurementOf(samplesMs, { clock: 'virtual', ...more })
const p95 = percentile(95, 'here')

describe('samples of the virtual clock are judged as they are', () => {
  test.for<[string, Statistic, number, string]>([
    ['a p95 of 20 samples', p95, 20.5, 'pass'],
    ['a p95 that is the limit', p95, virtual(range(1, 20)).p95, 'fail'],
    ['a mean', mean, 10.51, 'pass'],
    ['a mean that is the limit', mean, 10.5, 'fail'],
    ['a maximum', max, 20.001, 'pass'],
    ['a maximum that is the limit', max, 20, 'fail'],
    ['an error rate', errorRate, 0.001, 'pass'],
    ['a throughput', throughput, 1, 'pass'],
    ['a throughput that is too high a goal', throughput, 1e6, 'fail'],
  ])('%s', ([, statistic, limit, outcome]) => {
    expect(judge(virtual(range(1, 20)), { statistic, limit }).outcome).toBe(outcome)
  })

  test.for([
    { dropped: 4, outcome: 'pass' },
    { dropped: 5, outcome: 'fail' },
  ])('whoever was turned away is too slow: $dropped of 100', ({ dropped, outcome }) => {
    const run = virtual(range(1, 100 - dropped), { dropped })
    expect(judge(run, { statistic: p95, limit: 1_000 }).outcome).toBe(outcome)
  })

  test('19 samples have no p95', () => {
    const run = virtual(range(1, 19))
    expect(thrownBy(() => requireDecidable(run, { statistic: p95, limit: 5 }, 'here')).message).toBe(
      'here: the p95 of 19 samples is not known: it needs at least 20. Run "research" with { iterations: 20 } or more.',
    )
  })

  test('an inherited p95 of too few is inconclusive, however slow they were', () => {
    expect(judge(virtual(range(100, 109)), { statistic: p95, limit: 50 }).outcome).toBe('inconclusive')
  })

  test.for([p95, mean, max])('a clock that never moved has measured nothing: $label', (statistic) => {
    const run = virtual(new Array<number>(30).fill(0))
    expect(judge(run, { statistic, limit: 5 }).outcome).toBe('inconclusive')
    expect(thrownBy(() => requireDecidable(run, { statistic, limit: 5 }, 'here')).message).toBe(
      'here: nothing waited in "research": its virtual clock never advanced, and all 30 samples are 0 ms. ' +
        "Mock its tools with a latency, model its computing with perf.clock.work(ms), or measure it with { clock: 'real' }.",
    )
  })
})
