import { describe, expect, test } from 'vitest'
import { lognormal } from '../../../../src/core/time/latency/lognormal.ts'
import { mixture } from '../../../../src/core/time/latency/mixture.ts'
import type { MixturePart } from '../../../../src/core/time/latency/mixture.ts'
import { thrownBy } from '../../../helpers/thrown-by.ts'

const FIX = 'Write mixture([{ weight: 95, latency: 20 }, { weight: 5, latency: 900 }]).'

describe('mixture', () => {
  const parts: readonly MixturePart[] = [
    { weight: 1, latency: 5 },
    { weight: 0, latency: 6 },
    { weight: 3, latency: '7ms' },
    { weight: 0, latency: 8 },
  ]

  test.for([
    [0, 5],
    [0.249, 5],
    [0.25, 7],
    [0.999, 7],
    // Beyond what a stream gives: what rounding could come to.
    [1, 7],
  ] as const)('where the stream gives %d: %d ms', ([draw, ms]) => {
    expect(mixture(parts)(() => draw)).toBe(ms)
  })

  test('hands the rest of the stream to the part', () => {
    const draws = [0.9, 0.125]
    const model = mixture([
      { weight: 1, latency: 5 },
      { weight: 1, latency: (random) => random() * 8 },
    ])
    expect(model(() => draws.shift() ?? Number.NaN)).toBe(1)
  })

  test('describes itself', () => {
    const slow = (): number => 9
    const model = mixture([
      { weight: 95, latency: lognormal({ p50: 10, p95: 30 }) },
      { weight: 4, latency: '0.9s' },
      { weight: 1, latency: slow },
    ])
    expect(model.description).toBe('mixture(95 × lognormal(p50 10 ms, p95 30 ms), 4 × 900 ms, 1 × slow)')
  })

  test('names the part that draws what is no latency', () => {
    const model = mixture([
      { weight: 0, latency: 5 },
      { weight: 1, latency: mixture([{ weight: 1, latency: () => Number.NaN }]) },
    ])
    expect(thrownBy(() => model(() => 0.5)).message).toBe(
      'mixture([…])[0]: a latency model must return milliseconds from 0 up, received NaN. ' +
        'Look at the model latency: it gets a function that returns a random number below 1.',
    )
  })

  const place = 'mixture([{ weight, latency }])'
  const noParts = `${place}: a mixture needs an array of at least one part, received`
  const noWeight = '`weight` must be a number from 0 up and finite, received'

  test.for<[unknown, string]>([
    [undefined, `${noParts} undefined. ${FIX}`],
    [{ weight: 1, latency: 5 }, `${noParts} an object with weight, latency. ${FIX}`],
    [[], `${noParts} an array of 0. ${FIX}`],
    [[5], `mixture([…])[0]: options must be a plain object, received 5. ${FIX}`],
    [
      [
        { weight: 1, latency: 5 },
        { wait: 1, latency: 5 },
      ],
      'mixture([…])[1]: unknown option `wait`. Known: weight, latency.',
    ],
    [[{ weight: -1, latency: 5 }], `mixture([…])[0]: ${noWeight} -1. ${FIX}`],
    [[{ weight: Number.NaN, latency: 5 }], `mixture([…])[0]: ${noWeight} NaN. ${FIX}`],
    [[{ weight: '5%', latency: 5 }], `mixture([…])[0]: ${noWeight} "5%". ${FIX}`],
    [[{ latency: 5 }], `mixture([…])[0]: ${noWeight} undefined. ${FIX}`],
    [
      [
        { weight: 1e308, latency: 5 },
        { weight: 1e308, latency: 6 },
      ],
      `${place}: the sum of all \`weight\` must be finite, received Infinity. ${FIX}`,
    ],
    [[{ weight: 0, latency: 5 }], `${place}: at least one \`weight\` must be above 0, received 0. ${FIX}`],
    [
      [{ weight: 1, latency: -5 }],
      "mixture([…])[0]: `latency` must be 0 ms or above and finite, received -5. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.",
    ],
  ])('refuses %o', ([parts, message]) => {
    expect(thrownBy(() => mixture(parts as MixturePart[])).message).toBe(message)
  })
})
