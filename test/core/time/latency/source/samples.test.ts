import { describe, expect, test } from 'vitest'
import { readSamples } from '../../../../../src/core/time/latency/source/samples.ts'
import { thrownBy } from '../../../../helpers/thrown-by.ts'

describe('readSamples', () => {
  test.for([[[3, 0, 1.5]], [Float64Array.of(3, 0, 1.5)]])('takes %o as they are', ([samples = []]) => {
    expect(readSamples(samples, 'here')).toStrictEqual([
      { lowMs: 3, highMs: 3, count: 1 },
      { lowMs: 0, highMs: 0, count: 1 },
      { lowMs: 1.5, highMs: 1.5, count: 1 },
    ])
  })

  const fix = 'Leave out what is no latency, such as calls that failed.'
  test.for<[unknown, string]>([
    [-1, '-1'],
    [Number.NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['5ms', '"5ms"'],
    [undefined, 'undefined'],
  ])('refuses %o', ([sample, shown]) => {
    expect(thrownBy(() => readSamples([1, sample], 'here')).message).toBe(
      `here: sample 1 must be milliseconds from 0 up, received ${shown}. ${fix}`,
    )
  })
})
