import { describe, expect, test } from 'vitest'
import { SampleReservoir } from '../../../src/core/trace/sample-reservoir.ts'
import { randomStream } from '../../../src/core/time/random.ts'
import { range } from '../../helpers/measurement-of.ts'

function reservoirOf(count: number, each: number, seed = 1): SampleReservoir {
  const reservoir = new SampleReservoir(randomStream(seed), { each, left: 1_000_000 })
  for (let value = 0; value < count; value++) reservoir.add(value)
  return reservoir
}

describe('SampleReservoir', () => {
  test.for([0, 1, 16, 17, 100])('holds all of %i', (count) => {
    const reservoir = reservoirOf(count, 100)
    expect([...reservoir.toArray()]).toStrictEqual(count === 0 ? [] : range(0, count - 1))
    expect(reservoir.isPartial).toBe(false)
  })

  test('of more it holds as many as it may, each but once', () => {
    const reservoir = reservoirOf(10_000, 100)
    const values = [...reservoir.toArray()]
    expect(reservoir.isPartial).toBe(true)
    expect(new Set(values).size).toBe(100)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...values)).toBeLessThan(10_000)
    expect([...reservoirOf(10_000, 100).toArray()]).toStrictEqual(values)
    expect([...reservoirOf(10_000, 100, 2).toArray()]).not.toStrictEqual(values)
  })

  test('gives each the same chance', () => {
    const [seeds, count, bins] = [400, 1_000, 10]
    const held = new Array<number>(bins).fill(0)
    for (let seed = 0; seed < seeds; seed++) {
      for (const value of reservoirOf(count, 20, seed).toArray()) {
        const bin = Math.floor((value * bins) / count)
        held[bin] = (held[bin] ?? 0) + 1
      }
    }
    const expected = (seeds * 20) / bins
    const chiSquared = held.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)
    // 9 degrees of freedom: 99.9 % are below.
    expect(chiSquared).toBeLessThan(27.9)
  })

  test('all together hold no more than they may, and each a few', () => {
    const budget = { each: 1_000, left: 100 }
    const reservoirs = [1, 2, 3, 4].map((seed) => new SampleReservoir(randomStream(seed), budget))
    for (let value = 0; value < 500; value++) for (const reservoir of reservoirs) reservoir.add(value)
    expect(reservoirs.map((reservoir) => reservoir.toArray().length)).toStrictEqual([32, 32, 16, 16])
  })
})
