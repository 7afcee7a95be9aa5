import { describe, expect, test } from 'vitest'
import { quantile } from '../../../../src/core/stats/quantile.ts'
import { presets } from '../../../../src/core/time/latency/presets.ts'
import type { PresetName } from '../../../../src/core/time/latency/presets.ts'
import { randomStream } from '../../../../src/core/time/random.ts'

const DRAWS = 100_000

/** p5 and p95 of the typical latency, and the optimized one, in ms. */
const TABLE: readonly (readonly [PresetName, number, number, number])[] = [
  ['llmLocal7b', 2_000, 8_000, 1_500],
  ['llmCloud', 500, 3_000, 300],
  ['httpTool', 100, 2_000, 50],
  ['localDb', 1, 100, 1],
  ['fileIo', 0.1, 50, 0.1],
  ['serialization', 1, 20, 1],
]

describe('presets', () => {
  test.for(TABLE)('%s: p5 %d, p95 %d, optimized %d ms', ([name, p5, p95, optimized]) => {
    const { typical, optimized: best } = presets[name]
    const random = randomStream(1, 'tool', name)
    const draws = Float64Array.from({ length: DRAWS }, () => typical(random)).toSorted()
    // In shares of the spread, which reaches from a factor of 4 to one of 500.
    const spread = Math.log(p95 / p5)
    expect(Math.abs(Math.log(quantile(draws, 0.05) / p5)) / spread).toBeLessThan(0.01)
    expect(Math.abs(Math.log(quantile(draws, 0.95) / p95)) / spread).toBeLessThan(0.01)
    expect(best(random)).toBe(optimized)
    expect(typical.description).toBe(`${name}.typical(p5 ${p5} ms, p95 ${p95} ms)`)
    expect(best.description).toBe(`${name}.optimized(${optimized} ms)`)
  })

  test('are those of the table', () => {
    expect(Object.keys(presets)).toStrictEqual(TABLE.map(([name]) => name))
  })
})
