import { describe, expect, test } from 'vitest'
import { SampleBuffer } from '../../src/worker/sample-buffer.ts'

describe('SampleBuffer', () => {
  test.for([
    [0, 5],
    [16, 16],
    [16, 17],
    [10, 1_000],
    [Infinity, 70_000],
  ] as const)('made for %d, keeps %d samples in order', ([capacity, count]) => {
    const buffer = new SampleBuffer(capacity)
    const samples = Float64Array.from({ length: count }, (_, i) => i * 3)
    for (const sample of samples) buffer.push(sample)
    expect(buffer.length).toBe(count)
    expect(buffer.toArray()).toStrictEqual(samples)
  })

  test('gives a copy', () => {
    const buffer = new SampleBuffer(1)
    buffer.push(1)
    const before = buffer.toArray()
    buffer.push(2)
    expect(before).toStrictEqual(Float64Array.of(1))
  })
})
