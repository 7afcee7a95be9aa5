import { describe, expect, test } from 'vitest'
import { normal } from '../../../../src/core/time/latency/normal.ts'
import type { NormalOptions } from '../../../../src/core/time/latency/normal.ts'
import { randomStream } from '../../../../src/core/time/random.ts'
import { thrownBy } from '../../../helpers/thrown-by.ts'

describe('normal', () => {
  test('draws again what would be below 0', () => {
    // Each pair of draws gives one deviation: the first lies 2.1 below the mean, the second at it.
    const draws = [0.9, 0.5, 0.9, 0.25]
    expect(normal({ mean: 10, stdDev: 10 })(() => draws.shift() ?? 0)).toBeCloseTo(10, 9)
    expect(draws).toStrictEqual([])
  })

  test('is never below 0', () => {
    const model = normal({ mean: 1, stdDev: 100 })
    const random = randomStream(1)
    for (let i = 0; i < 10_000; i++) expect(model(random)).toBeGreaterThanOrEqual(0)
  })

  test('gives 0 where the stream has nothing else', () => {
    const draws = [0.9, 0.5]
    let i = 0
    expect(normal({ mean: 10, stdDev: 10 })(() => draws[i++ % 2] ?? 0)).toBe(0)
  })

  test('without spread is always the mean', () => {
    const random = randomStream(1)
    const model = normal({ mean: '1s', stdDev: 0 })
    for (let i = 0; i < 100; i++) expect(model(random)).toBe(1_000)
  })

  test('describes itself', () => {
    expect(normal({ mean: 100, stdDev: '10ms' }).description).toBe('normal(mean 100 ms, stdDev 10 ms)')
  })

  const place = 'normal({ mean, stdDev })'
  const duration = "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'."

  test.for<[unknown, string]>([
    [
      null,
      `${place}: options must be a plain object, received null. Write normal({ mean: 100, stdDev: 10 }).`,
    ],
    [
      { mean: 1, stddev: 2 },
      `${place}: unknown option \`stddev\`. Did you mean \`stdDev\`? Known: mean, stdDev.`,
    ],
    [{ mean: 0, stdDev: 1 }, `${place}: \`mean\` must be above 0 ms and finite, received 0. ${duration}`],
    [
      { mean: 1, stdDev: -1 },
      `${place}: \`stdDev\` must be 0 ms or above and finite, received -1. ${duration}`,
    ],
  ])('refuses %o', ([options, message]) => {
    expect(thrownBy(() => normal(options as NormalOptions)).message).toBe(message)
  })
})
