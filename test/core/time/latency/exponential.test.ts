import { describe, expect, test } from 'vitest'
import { exponential } from '../../../../src/core/time/latency/exponential.ts'
import type { ExponentialOptions } from '../../../../src/core/time/latency/exponential.ts'
import { thrownBy } from '../../../helpers/thrown-by.ts'

describe('exponential', () => {
  test.for([
    [0, 0],
    [0.5, 100 * Math.LN2],
    [0.95, 100 * Math.log(20)],
  ] as const)('where the stream gives %d: %d ms', ([draw, ms]) => {
    expect(exponential({ mean: 100 })(() => draw)).toBeCloseTo(ms, 9)
  })

  test('is finite where the stream is all but 1', () => {
    expect(exponential({ mean: 100 })(() => 1 - 2 ** -53)).toSatisfy(Number.isFinite)
  })

  test('describes itself', () => {
    expect(exponential({ mean: '0.1s' }).description).toBe('exponential(mean 100 ms)')
  })

  const place = 'exponential({ mean })'
  const duration = "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'."

  test.for<[unknown, string]>([
    [100, `${place}: options must be a plain object, received 100. Write exponential({ mean: 100 }).`],
    [{ rate: 1 }, `${place}: unknown option \`rate\`. Known: mean.`],
    [{ mean: 0 }, `${place}: \`mean\` must be above 0 ms and finite, received 0. ${duration}`],
    [{ mean: -5 }, `${place}: \`mean\` must be above 0 ms and finite, received -5. ${duration}`],
    [{}, `${place}: \`mean\` must be above 0 ms and finite, received undefined. ${duration}`],
  ])('refuses %o', ([options, message]) => {
    expect(thrownBy(() => exponential(options as ExponentialOptions)).message).toBe(message)
  })
})
