import { describe, expect, test } from 'vitest'
import { quantile } from '../../../../src/core/stats/quantile.ts'
import { lognormal } from '../../../../src/core/time/latency/lognormal.ts'
import type { LognormalOptions } from '../../../../src/core/time/latency/lognormal.ts'
import { drawLatency } from '../../../../src/core/time/latency/model.ts'
import { randomStream } from '../../../../src/core/time/random.ts'
import { thrownBy } from '../../../helpers/thrown-by.ts'

const DRAWS = 400_000

describe('lognormal', () => {
  const model = lognormal({ p50: 100, p95: 300 })

  test('has the asked-for percentiles in one long stream', () => {
    const random = randomStream(1, 'tool', 'web_search', 0, 0)
    const draws = Float64Array.from({ length: DRAWS }, () => model(random)).toSorted()
    expect(Math.abs(quantile(draws, 0.5) / 100 - 1)).toBeLessThan(0.01)
    expect(Math.abs(quantile(draws, 0.95) / 300 - 1)).toBeLessThan(0.01)
  })

  test('has the asked-for percentiles over streams of one draw each, as tools take them', () => {
    const draws = Float64Array.from({ length: DRAWS }, (_, i) =>
      model(randomStream(1, 'tool', 'web_search', `fn ${Math.floor(i / 10)}`, i % 10)),
    ).toSorted()
    expect(Math.abs(quantile(draws, 0.5) / 100 - 1)).toBeLessThan(0.01)
    expect(Math.abs(quantile(draws, 0.95) / 300 - 1)).toBeLessThan(0.01)
  })

  test('takes durations with units', () => {
    const same = lognormal({ p50: '0.1s', p95: '300ms' })
    expect(same(randomStream(1))).toBe(model(randomStream(1)))
  })

  test('without spread is always the median', () => {
    const flat = lognormal({ p50: 100, p95: 100 })
    const random = randomStream(1)
    for (let i = 0; i < 100; i++) expect(drawLatency(flat, random, 'here')).toBe(100)
  })

  test.for([0, 1 - 2 ** -53])('is finite where the stream gives %d', (draw) => {
    expect(model(() => draw)).toSatisfy(Number.isFinite)
  })

  test('describes itself', () => {
    expect(model.description).toBe('lognormal(p50 100 ms, p95 300 ms)')
  })

  const place = 'lognormal({ p50, p95 })'
  const duration = "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'."

  test.for<[unknown, string]>([
    [
      undefined,
      `${place}: options must be a plain object, received undefined. Write lognormal({ p50: 100, p95: 300 }).`,
    ],
    [100, `${place}: options must be a plain object, received 100. Write lognormal({ p50: 100, p95: 300 }).`],
    [{ p50: 100, p99: 300 }, `${place}: unknown option \`p99\`. Did you mean \`p95\`? Known: p50, p95.`],
    [{ p50: 100 }, `${place}: \`p95\` must be above 0 ms and finite, received undefined. ${duration}`],
    [{ p50: 0, p95: 300 }, `${place}: \`p50\` must be above 0 ms and finite, received 0. ${duration}`],
    [
      { p50: 300, p95: '100ms' },
      `${place}: \`p95\` must not be below \`p50\` (300 ms), received 100. Swap the two, or use fixed(ms) for a latency without spread.`,
    ],
  ])('refuses %o', ([options, message]) => {
    expect(thrownBy(() => lognormal(options as LognormalOptions)).message).toBe(message)
  })
})
