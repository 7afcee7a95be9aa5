import { expect, test } from 'vitest'
import { bandwidth } from '../../../../../src/core/time/latency/modifiers/bandwidth.ts'

test('bandwidth says how fast bodies come in', () => {
  expect(bandwidth('1MB/s').begin()).toStrictEqual({ bytesPerSecond: 1_000_000 })
  expect(bandwidth('64KiB/s').description).toBe('bandwidth(65 536 B/s)')
})
