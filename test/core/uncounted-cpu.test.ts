import { describe, expect, test } from 'vitest'
import { formatFailure } from '../../src/core/failure.ts'
import { percentile, throughput } from '../../src/core/statistic.ts'
import { describeUncountedCpu } from '../../src/core/uncounted-cpu.ts'
import { judge } from '../../src/core/verdict.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'

describe('describeUncountedCpu', () => {
  test.for([
    { cpu: 412, limit: 1_500, told: true },
    { cpu: 150, limit: 1_500, told: false },
    { cpu: undefined, limit: 1_500, told: false },
    { cpu: Number.NaN, limit: 1_500, told: false },
    { cpu: 412, cpuCounted: true, limit: 1_500, told: false },
  ])('$cpu ms beside a limit of $limit ms, counted: $cpuCounted', ({ limit, told, ...run }) => {
    expect(describeUncountedCpu(run, limit)).toBe(
      told
        ? "Not counted: 412 ms CPU per iteration. Use { clock: 'real' }, perf.clock.work(ms) or { cpu: 'add' }."
        : undefined,
    )
  })
})

describe('a failure in virtual time', () => {
  const run = measurementOf(range(1, 100), { clock: 'virtual', cpuMs: 12.5 })

  test('names its clock, what that left out, and how to have it again', () => {
    const verdict = judge(run, { statistic: percentile(95, 'here'), limit: 50 })
    expect(formatFailure(run, verdict, { title: 'expect(run).toHaveP95Below(50)', negated: false }))
      .toMatchInlineSnapshot(`
      "expect(run).toHaveP95Below(50)   research, virtual ms

      Expected p95  <   50
      Received p95    95.6          n = 100 · p50 50.5 · p99 99.7 · max 100
      ████████████████████

      51 of 100 samples took 50 ms or longer (51 %).

      Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.

      Not counted: 12.5 ms CPU per iteration. Use { clock: 'real' }, perf.clock.work(ms) or { cpu: 'add' }.
      Replay  seed 1"
    `)
  })

  test('of a rate', () => {
    const verdict = judge(run, { statistic: throughput, limit: 50 })
    const title = 'expect(run).toHaveThroughputAbove(50)'
    expect(formatFailure(run, verdict, { title, negated: false })).toMatchInlineSnapshot(`
      "expect(run).toHaveThroughputAbove(50)   research, virtual clock

      Expected throughput  >   50/s
      Received throughput    19.8/s          n = 100 · p50 50.5 · p99 99.7 · max 100
      ████████████████████

      Next step: make an iteration faster, or run more at once with \`concurrency\`. If it calls tools, mock them with perf.network([…]): this message then names the slowest.

      Replay  seed 1"
    `)
  })
})
