import { describe, expect, test } from 'vitest'
import { uniform } from '../../../../src/core/time/latency/uniform.ts'
import type { UniformOptions } from '../../../../src/core/time/latency/uniform.ts'
import { thrownBy } from '../../../helpers/thrown-by.ts'

describe('uniform', () => {
  test.for<[UniformOptions, number, number]>([
    [{ min: 20, max: 50 }, 0, 20],
    [{ min: 20, max: 50 }, 0.5, 35],
    [{ min: '0.1s', max: '200ms' }, 0.25, 125],
    [{ min: 0, max: 0 }, 0.9, 0],
    [{ min: 7, max: 7 }, 0.9, 7],
  ])('%o, where the stream gives %d: %d ms', ([options, draw, ms]) => {
    expect(uniform(options)(() => draw)).toBe(ms)
  })

  test('describes itself', () => {
    expect(uniform({ min: 20, max: '50ms' }).description).toBe('uniform(20 to 50 ms)')
  })

  const place = 'uniform({ min, max })'
  const duration = "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'."

  test.for<[unknown, string]>([
    [5, `${place}: options must be a plain object, received 5. Write uniform({ min: 80, max: 120 }).`],
    [{ min: 1, mx: 2 }, `${place}: unknown option \`mx\`. Did you mean \`max\`? Known: min, max.`],
    [{ min: 1 }, `${place}: \`max\` must be 0 ms or above and finite, received undefined. ${duration}`],
    [{ min: -1, max: 2 }, `${place}: \`min\` must be 0 ms or above and finite, received -1. ${duration}`],
    [{ min: 20, max: 10 }, `${place}: \`max\` must not be below \`min\` (20 ms), received 10. Swap the two.`],
  ])('refuses %o', ([options, message]) => {
    expect(thrownBy(() => uniform(options as UniformOptions)).message).toBe(message)
  })
})
