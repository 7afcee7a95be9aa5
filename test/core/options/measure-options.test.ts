import { describe, expect, test } from 'vitest'
import { readMeasureOptions } from '../../../src/core/options/measure-options.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

describe('readMeasureOptions', () => {
  test('leaves what is not set to the planner', () => {
    expect(readMeasureOptions({}, 'here')).toStrictEqual({
      iterations: undefined,
      timeMs: undefined,
      warmup: undefined,
      concurrency: 1,
      sla: [],
      seed: undefined,
      beforeEach: undefined,
      afterEach: undefined,
    })
  })

  test('reads every option', () => {
    const hook = (): void => {}
    const { sla, ...read } = readMeasureOptions(
      {
        clock: 'real',
        iterations: 50,
        time: '1.5s',
        warmup: 0,
        concurrency: 5,
        sla: { p95: '1s' },
        seed: -3,
        beforeEach: hook,
        afterEach: hook,
      },
      'here',
    )
    expect(read).toStrictEqual({
      iterations: 50,
      timeMs: 1500,
      warmup: 0,
      concurrency: 5,
      seed: -3,
      beforeEach: hook,
      afterEach: hook,
    })
    expect(sla.map(({ statistic, limit }) => [statistic.label, limit])).toStrictEqual([['p95', 1000]])
  })

  test('takes undefined for an option that is not set', () => {
    const unset = {
      iterations: undefined,
      time: undefined,
      warmup: undefined,
      concurrency: undefined,
      sla: undefined,
    }
    expect(readMeasureOptions(unset, 'here')).toStrictEqual(readMeasureOptions({}, 'here'))
  })

  const whole = (key: string, least: number, shown: string, fix: string): string =>
    `here: \`${key}\` must be a whole number from ${least} up, received ${shown}. ${fix}`
  const iterations = 'Leave it out for as many as fit in the time, up to 300.'
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
      'here: unknown option `iteration`. Did you mean `iterations`? Known: clock, iterations, time, warmup, concurrency, sla, seed, beforeEach, afterEach.',
    ],
    [
      { clock: 'virtual' },
      'here: `clock` must be one of "real", received "virtual". Write one of these, or leave `clock` out.',
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
    [{ warmup: -1 }, whole('warmup', 0, '-1', 'Write 0 for no warm-up.')],
    [{ seed: 1.5 }, 'here: `seed` must be a whole number, received 1.5. Leave it out for the default, 1.'],
    [{ time: 0 }, `here: \`time\` must be above 0 ms and finite, received 0. ${duration}`],
    [{ time: '2' }, 'here: `time` has no unit, received "2". Write \'2ms\', or the number 2.'],
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
