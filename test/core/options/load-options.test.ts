import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../../src/core/errors.ts'
import type { Load } from '../../../src/core/load.ts'
import { readLoad } from '../../../src/core/options/load-options.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const DURATION_FIX = "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'."
const RATE_FIX = "Write a number per second, such as 50, or a string such as '50/s' or '3000/min'."
const STAGES_FIX = "Write for example [{ duration: '2s', rate: 50 }, { duration: '5s', rate: 200 }]."
const ARRIVAL_FIX = "Write { rate: 50 } for 50 a second, or { rate: '3000/min', kind: 'constant' }."

describe('readLoad', () => {
  test.for<[string, Record<string, unknown>, Load]>([
    ['nothing: one at a time', {}, { kind: 'closed', concurrency: 1 }],
    [
      'undefined for all: the same',
      { concurrency: undefined, arrival: undefined, stages: undefined, maxInFlight: undefined },
      { kind: 'closed', concurrency: 1 },
    ],
    ['a concurrency', { concurrency: 10 }, { kind: 'closed', concurrency: 10 }],
    ['a rate', { arrival: { rate: 50 } }, { kind: 'open', rate: 50, arrival: 'poisson', maxInFlight: 1_000 }],
    [
      'a rate with its unit, a kind, a limit',
      { arrival: { rate: '3000/min', kind: 'constant' }, maxInFlight: 5 },
      { kind: 'open', rate: 50, arrival: 'constant', maxInFlight: 5 },
    ],
    [
      'stages of concurrency',
      {
        stages: [
          { duration: '2s', concurrency: 10 },
          { duration: 500, concurrency: 1 },
        ],
      },
      {
        kind: 'closed-stages',
        stages: [
          { durationMs: 2_000, target: 10 },
          { durationMs: 500, target: 1 },
        ],
      },
    ],
    [
      'stages of rates, one of them 0',
      {
        stages: [
          { duration: '1min', rate: '600/min' },
          { duration: 1, rate: 0 },
        ],
      },
      {
        kind: 'open-stages',
        stages: [
          { durationMs: 60_000, target: 10 },
          { durationMs: 1, target: 0 },
        ],
        arrival: 'poisson',
        maxInFlight: 1_000,
      },
    ],
    [
      'stages of rates, with a kind and a limit',
      { stages: [{ duration: 1, rate: 5 }], arrival: { kind: 'constant' }, maxInFlight: 1 },
      {
        kind: 'open-stages',
        stages: [{ durationMs: 1, target: 5 }],
        arrival: 'constant',
        maxInFlight: 1,
      },
    ],
    [
      'stages with an arrival that says nothing',
      { stages: [{ duration: 1, rate: 5 }], arrival: {} },
      { kind: 'open-stages', stages: [{ durationMs: 1, target: 5 }], arrival: 'poisson', maxInFlight: 1_000 },
    ],
  ])('reads %s', ([, given, expected]) => {
    expect(readLoad(given, 'here')).toStrictEqual(expected)
  })

  const contradict = (one: string, other: string): string =>
    `here: \`${one}\` and \`${other}\` contradict each other: a loop is closed, or its iterations arrive on their own. Leave one of them out.`
  const whole = (where: string, key: string, shown: string, fix: string): string =>
    `${where}: \`${key}\` must be a whole number from 1 up, received ${shown}. ${fix}`
  const alone = 'Leave it out to run one iteration at a time.'
  const both =
    'here: `arrival` and `stages` both say how many iterations there are. Leave one of them out; with `stages` that have a rate, `arrival` may only have a `kind`.'
  const closedLimit = (shown: string): string =>
    `here: \`maxInFlight\` limits an open loop, and this one is closed: it never runs more than its \`concurrency\`, received ${shown}. Leave it out, or let iterations arrive: { arrival: { rate: 50 } }.`

  test.for<[string, Record<string, unknown>, string]>([
    // closed
    ['a concurrency of 0', { concurrency: 0 }, whole('here', 'concurrency', '0', alone)],
    ['a fraction of one', { concurrency: 1.5 }, whole('here', 'concurrency', '1.5', alone)],
    ['no number', { concurrency: Number.NaN }, whole('here', 'concurrency', 'NaN', alone)],
    ['an endless concurrency', { concurrency: Infinity }, whole('here', 'concurrency', 'Infinity', alone)],
    ['null', { concurrency: null }, whole('here', 'concurrency', 'null', alone)],
    ['a text', { concurrency: '5' }, whole('here', 'concurrency', '"5"', alone)],
    ['a limit in a closed loop', { maxInFlight: 5 }, closedLimit('5')],
    ['one beside a concurrency', { concurrency: 10, maxInFlight: 0 }, closedLimit('0')],
    [
      'one beside stages of concurrency',
      { stages: [{ duration: 1, concurrency: 1 }], maxInFlight: 5 },
      closedLimit('5'),
    ],
    // contradictions
    [
      'concurrency with arrivals',
      { concurrency: 1, arrival: { rate: 5 } },
      contradict('concurrency', 'arrival'),
    ],
    [
      'concurrency with stages',
      { concurrency: 1, stages: [{ duration: 1, concurrency: 1 }] },
      contradict('concurrency', 'stages'),
    ],
    ['a rate with stages of rates', { arrival: { rate: 5 }, stages: [{ duration: 1, rate: 5 }] }, both],
    [
      'a rate with stages of concurrency',
      { arrival: { rate: 5 }, stages: [{ duration: 1, concurrency: 5 }] },
      both,
    ],
    [
      'a kind with stages of concurrency',
      { arrival: { kind: 'constant' }, stages: [{ duration: 1, concurrency: 5 }] },
      both,
    ],
    // open
    [
      'arrivals without a rate',
      { arrival: { kind: 'poisson' } },
      'here: `arrival` needs a `rate`. Write { arrival: { rate: 50 } } for 50 a second.',
    ],
    [
      'a bare rate',
      { arrival: 50 },
      `here \`arrival\`: options must be a plain object, received 50. ${ARRIVAL_FIX}`,
    ],
    [
      'null for arrivals',
      { arrival: null },
      `here \`arrival\`: options must be a plain object, received null. ${ARRIVAL_FIX}`,
    ],
    [
      'an option of arrivals that nobody knows',
      { arrival: { rates: 50 } },
      'here `arrival`: unknown option `rates`. Did you mean `rate`? Known: rate, kind.',
    ],
    [
      'a rate of 0',
      { arrival: { rate: 0 } },
      `here \`arrival\`: \`rate\` must be above 0 per second and finite, received 0. ${RATE_FIX}`,
    ],
    [
      'a negative rate',
      { arrival: { rate: -5 } },
      `here \`arrival\`: \`rate\` must be above 0 per second and finite, received -5. ${RATE_FIX}`,
    ],
    [
      'an endless rate',
      { arrival: { rate: Infinity } },
      `here \`arrival\`: \`rate\` must be above 0 per second and finite, received Infinity. ${RATE_FIX}`,
    ],
    [
      'a rate without its unit',
      { arrival: { rate: '50' } },
      `here \`arrival\`: \`rate\` must be a rate per s, min or h, received "50". ${RATE_FIX}`,
    ],
    [
      'a kind that there is not',
      { arrival: { rate: 5, kind: 'random' } },
      'here `arrival`: `kind` must be one of "poisson", "constant", received "random". Write one of these, or leave `kind` out.',
    ],
    [
      'no room at all',
      { arrival: { rate: 5 }, maxInFlight: 0 },
      whole('here', 'maxInFlight', '0', 'Leave it out for 1000.'),
    ],
    [
      'an endless room',
      { arrival: { rate: 5 }, maxInFlight: Infinity },
      whole('here', 'maxInFlight', 'Infinity', 'Leave it out for 1000.'),
    ],
    // stages
    [
      'no stages',
      { stages: [] },
      `here \`stages\`: stages must be an array of at least one, received an array of 0. ${STAGES_FIX}`,
    ],
    [
      'a single stage without its array',
      { stages: { duration: 1, rate: 5 } },
      `here \`stages\`: stages must be an array of at least one, received an object with duration, rate. ${STAGES_FIX}`,
    ],
    [
      'null for stages',
      { stages: null },
      `here \`stages\`: stages must be an array of at least one, received null. ${STAGES_FIX}`,
    ],
    [
      'a stage that is none',
      { stages: [5] },
      `here \`stages\` [0]: options must be a plain object, received 5. ${STAGES_FIX}`,
    ],
    [
      'an option of a stage that nobody knows',
      {
        stages: [
          { duration: 1, rate: 5 },
          { durations: 1, rate: 5 },
        ],
      },
      'here `stages` [1]: unknown option `durations`. Did you mean `duration`? Known: duration, rate, concurrency.',
    ],
    [
      'a stage without a duration',
      { stages: [{ rate: 5 }] },
      `here \`stages\` [0]: \`duration\` must be above 0 ms and finite, received undefined. ${DURATION_FIX}`,
    ],
    [
      'a stage of no time',
      { stages: [{ duration: 0, rate: 5 }] },
      `here \`stages\` [0]: \`duration\` must be above 0 ms and finite, received 0. ${DURATION_FIX}`,
    ],
    [
      'an endless stage',
      { stages: [{ duration: Infinity, rate: 5 }] },
      `here \`stages\` [0]: \`duration\` must be above 0 ms and finite, received Infinity. ${DURATION_FIX}`,
    ],
    [
      'a stage without a target',
      { stages: [{ duration: 1 }] },
      `here \`stages\` [0]: a stage needs a \`rate\` or a \`concurrency\`, and not both. ${STAGES_FIX}`,
    ],
    [
      'a stage with both',
      { stages: [{ duration: 1, rate: 5, concurrency: 5 }] },
      `here \`stages\` [0]: a stage needs a \`rate\` or a \`concurrency\`, and not both. ${STAGES_FIX}`,
    ],
    [
      'stages of two kinds',
      {
        stages: [
          { duration: 1, rate: 5 },
          { duration: 1, concurrency: 5 },
        ],
      },
      `here \`stages\`: all stages must have a \`rate\`, or all a \`concurrency\`. ${STAGES_FIX}`,
    ],
    [
      'no lanes',
      { stages: [{ duration: 1, concurrency: 0 }] },
      whole('here `stages` [0]', 'concurrency', '0', STAGES_FIX),
    ],
    [
      'rates of 0 alone',
      {
        stages: [
          { duration: 1, rate: 0 },
          { duration: 2, rate: 0 },
        ],
      },
      `here \`stages\`: at least one stage must have a rate above 0. ${STAGES_FIX}`,
    ],
    [
      'a negative rate in a stage',
      { stages: [{ duration: 1, rate: -1 }] },
      `here \`stages\` [0]: \`rate\` must be above 0 per second and finite, received -1. ${RATE_FIX}`,
    ],
  ])('refuses %s', ([, given, message]) => {
    const error = thrownBy(() => readLoad(given, 'here'))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
  })

  test('never returns a load that could not run, whatever it is given', () => {
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        undefined,
        null,
        0,
        1,
        5,
        -1,
        Number.NaN,
        Infinity,
        '5',
        '5/s',
        '2s',
        true,
        [],
        {},
      ),
      fc.record(
        { rate: fc.constantFrom<unknown>(0, 5, '5/s'), kind: fc.constantFrom<unknown>('poisson', 'none') },
        { requiredKeys: [] },
      ),
      fc.array(
        fc.record(
          {
            duration: fc.constantFrom<unknown>(0, 5, '2s'),
            rate: fc.constantFrom<unknown>(0, 5),
            concurrency: fc.constantFrom<unknown>(0, 5),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 3 },
      ),
    )
    const options = fc.record(
      { concurrency: value, arrival: value, stages: value, maxInFlight: value },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(options, (given) => {
        let load: Load
        try {
          load = readLoad(given, 'here')
        } catch (error) {
          expect(error).toBeInstanceOf(SkillperfError)
          return
        }
        if (load.kind === 'closed') expect(load.concurrency).toBeGreaterThanOrEqual(1)
        if (load.kind === 'open') expect(load.rate).toBeGreaterThan(0)
        if ('maxInFlight' in load) expect(load.maxInFlight).toBeGreaterThanOrEqual(1)
        if ('stages' in load) {
          expect(load.stages.some(({ target }) => target > 0)).toBe(true)
          for (const { durationMs } of load.stages) expect(durationMs).toBeGreaterThan(0)
        }
      }),
    )
  })
})
