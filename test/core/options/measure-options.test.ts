import { describe, expect, test } from 'vitest'
import { readMeasureOptions } from '../../../src/core/options/measure-options.ts'
import type { MeasureOptions } from '../../../src/core/options/measure-options.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

/** How virtual time behaves where nobody says. */
const VIRTUAL = {
  realIO: 'error',
  cpu: 'ignore',
  maxVirtualMs: 3_600_000,
  nowMs: Date.UTC(2026, 0, 1),
}

describe('readMeasureOptions', () => {
  test('leaves what is not set to the planner', () => {
    expect(readMeasureOptions({}, 'here')).toStrictEqual({
      clock: 'real',
      virtual: VIRTUAL,
      iterations: undefined,
      timeMs: undefined,
      warmup: undefined,
      iterationTimeoutMs: undefined,
      load: { kind: 'closed', concurrency: 1 },
      sla: [],
      slo: undefined,
      abortOnFail: false,
      seed: undefined,
      beforeEach: undefined,
      afterEach: undefined,
      profile: [],
      memory: false,
      spans: undefined,
      baseline: undefined,
    })
  })

  test('reads every option', () => {
    const hook = (): void => {}
    const { sla, ...read } = readMeasureOptions(
      {
        clock: 'real',
        iterations: 59,
        time: '1.5s',
        warmup: 0,
        concurrency: 5,
        sla: { p95: '1s' },
        slo: { ttft: '500ms', duration: '3s' },
        abortOnFail: true,
        iterationTimeout: '2s',
        seed: -3,
        beforeEach: hook,
        afterEach: hook,
        profile: ['trace', 'cpu'],
        memory: true,
        spans: ['fs'],
        baseline: false,
      },
      'here',
    )
    expect(read).toStrictEqual({
      clock: 'real',
      virtual: VIRTUAL,
      iterations: 59,
      timeMs: 1500,
      warmup: 0,
      iterationTimeoutMs: 2000,
      load: { kind: 'closed', concurrency: 5 },
      slo: { ttft: 500, duration: 3_000 },
      abortOnFail: true,
      seed: -3,
      beforeEach: hook,
      afterEach: hook,
      profile: ['cpu', 'trace'],
      memory: true,
      spans: ['fs'],
      baseline: false,
    })
    expect(sla.map(({ statistic, limit }) => [statistic.label, limit])).toStrictEqual([['p95', 1000]])
  })

  test('takes undefined for an option that is not set', () => {
    const unset = {
      iterations: undefined,
      time: undefined,
      warmup: undefined,
      concurrency: undefined,
      arrival: undefined,
      stages: undefined,
      maxInFlight: undefined,
      sla: undefined,
      slo: undefined,
      abortOnFail: undefined,
      iterationTimeout: undefined,
      seed: undefined,
      beforeEach: undefined,
      afterEach: undefined,
      profile: undefined,
      memory: undefined,
      spans: undefined,
      baseline: undefined,
    }
    expect(readMeasureOptions(unset, 'here')).toStrictEqual(readMeasureOptions({}, 'here'))
  })

  test("takes 'steady' for the default warm-up", () => {
    expect(readMeasureOptions({ warmup: 'steady' }, 'here')).toStrictEqual(readMeasureOptions({}, 'here'))
  })

  test.for<[MeasureOptions]>([
    [{ iterations: 10, sla: { mean: 5, throughput: 5, max: 5 } }],
    [{ iterations: 59, sla: { p95: 5, errorRate: '5%' } }],
    [{ iterations: 2_995, sla: { p999: 5 } }],
    // As many as it takes.
    [{ sla: { p999: 5 } }],
    [{ time: 10, sla: { p999: 5 } }],
  ])('takes iterations that can decide the limits: %o', ([options]) => {
    expect(() => readMeasureOptions(options, 'here')).not.toThrow()
  })

  const whole = (key: string, least: number, shown: string, fix: string): string =>
    `here: \`${key}\` must be a whole number from ${least} up, received ${shown}. ${fix}`
  const iterations = 'Leave it out for as many as it takes.'
  const concurrency = 'Leave it out to run one iteration at a time.'
  const duration = "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'."

  test.for<[unknown, string]>([
    [
      undefined,
      'here: options must be a plain object, received undefined. Write perf.measure(name, { iterations: 300 }, fn).',
    ],
    [
      () => {},
      'here: options must be a plain object, received function (anonymous). Write perf.measure(name, { iterations: 300 }, fn).',
    ],
    [
      { iteration: 5 },
      'here: unknown option `iteration`. Did you mean `iterations`? Known: clock, realIO, cpu, maxVirtual, now, iterations, time, warmup, concurrency, arrival, stages, maxInFlight, sla, slo, abortOnFail, iterationTimeout, seed, beforeEach, afterEach, profile, memory, spans, baseline.',
    ],
    [
      { clock: 'fake' },
      'here: `clock` must be one of "real", "virtual", received "fake". Write one of these, or leave `clock` out.',
    ],
    [{ iterations: 0 }, whole('iterations', 1, '0', iterations)],
    [{ iterations: 1.5 }, whole('iterations', 1, '1.5', iterations)],
    [{ iterations: Infinity }, whole('iterations', 1, 'Infinity', iterations)],
    [{ iterations: '300' }, whole('iterations', 1, '"300"', iterations)],
    [{ iterations: null }, whole('iterations', 1, 'null', iterations)],
    [{ concurrency: 0 }, whole('concurrency', 1, '0', concurrency)],
    [
      { iterations: 5, concurrency: 6 },
      'here: `concurrency` must not be above `iterations` (5), received 6. Run more iterations, or fewer at once.',
    ],
    [{ warmup: -1 }, whole('warmup', 0, '-1', "Write 0 for no warm-up, or 'steady'.")],
    [{ warmup: 'hot' }, whole('warmup', 0, '"hot"', "Write 0 for no warm-up, or 'steady'.")],
    [{ seed: 1.5 }, 'here: `seed` must be a whole number, received 1.5. Leave it out for the default, 1.'],
    [{ time: 0 }, `here: \`time\` must be above 0 ms and finite, received 0. ${duration}`],
    [{ time: '2' }, 'here: `time` has no unit, received "2". Write \'2ms\', or the number 2.'],
    [
      { iterationTimeout: 0 },
      `here: \`iterationTimeout\` must be above 0 ms and finite, received 0. ${duration}`,
    ],
    [
      { abortOnFail: 1 },
      'here: `abortOnFail` must be true or false, received 1. Leave it out for the default.',
    ],
    [
      { stages: [{ duration: '1s', rate: 5 }], iterations: 5 },
      'here: `stages` say how long the measurement takes, and so does `iterations`. Leave one of them out.',
    ],
    [
      { stages: [{ duration: '1s', concurrency: 5 }], time: 5 },
      'here: `stages` say how long the measurement takes, and so does `time`. Leave one of them out.',
    ],
    [
      { iterations: 50, sla: { p50: 5, p95: 5 } },
      'here `sla`: the p95 can never be known from 50 iterations: it needs at least 59. Write { iterations: 59 } or more, or leave `iterations` out: it then runs until the limit is decided.',
    ],
    [
      { iterations: 1, sla: { mean: 5 } },
      'here `sla`: the mean can never be known from 1 iteration: it needs at least 10. Write { iterations: 10 } or more, or leave `iterations` out.',
    ],
    [
      { beforeEach: 5 },
      'here: `beforeEach` must be a function, received 5. Write { beforeEach: () => { … } }.',
    ],
    [
      { afterEach: {} },
      'here: `afterEach` must be a function, received an empty object. Write { afterEach: () => { … } }.',
    ],
    [
      { sla: {} },
      'here `sla`: an SLA needs at least one limit. Write for example { p95: 1500, errorRate: 0.01 }.',
    ],
    [
      { sla: { p95: 0 } },
      `here \`sla\` \`p95\`: the limit must be above 0 ms and finite, received 0. ${duration}`,
    ],
  ])('refuses %o', ([options, message]) => {
    expect(thrownBy(() => readMeasureOptions(options, 'here')).message).toBe(message)
  })
})
