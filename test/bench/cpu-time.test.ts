import { describe, expect, test } from 'vitest'
import { readTimes } from '../../bench/cpu-time.ts'

describe('readTimes', () => {
  test.for([
    { shell: 'dash', text: '0m0.000000s 0m0.010000s\n0m12.340000s 0m1.660000s\n', seconds: 14 },
    { shell: 'bash', text: '0m0.001s 0m0.002s\n2m0.500s 0m3.250s\n', seconds: 123.75 },
    { shell: 'none', text: 'times: command not found\n', seconds: Number.NaN },
  ])('of $shell: $seconds s', ({ text, seconds }) => {
    expect(readTimes(text)).toBe(seconds)
  })
})
