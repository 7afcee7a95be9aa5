import { describe, expect, test } from 'vitest'
import { describeLoad, isOpen, stagesMs } from '../../src/core/load.ts'
import type { Load } from '../../src/core/load.ts'

const stages = [
  { durationMs: 2_000, target: 50 },
  { durationMs: 500.5, target: 1_200 },
  { durationMs: 1, target: 0 },
]
const arrivals = { arrival: 'poisson', maxInFlight: 1_000 } as const

describe('a load', () => {
  test.for<[Load, string, boolean, number | undefined]>([
    [{ kind: 'closed', concurrency: 1 }, '', false, undefined],
    [{ kind: 'closed', concurrency: 10 }, '10 at once', false, undefined],
    [{ kind: 'closed', concurrency: 12_345 }, '12 345 at once', false, undefined],
    [{ kind: 'closed-stages', stages }, '50 → 1 200 → 0 at once', false, 2_501.5],
    [{ kind: 'open', rate: 50, ...arrivals }, '50/s poisson', true, undefined],
    [{ kind: 'open', rate: 0.5, ...arrivals, arrival: 'constant' }, '0.500/s constant', true, undefined],
    [{ kind: 'open', rate: 2_000 / 60, ...arrivals }, '33.3/s poisson', true, undefined],
    [{ kind: 'open', rate: 1_000, ...arrivals }, '1 000/s poisson', true, undefined],
    [{ kind: 'open-stages', stages, ...arrivals }, '50 → 1 200 → 0/s poisson', true, 2_501.5],
  ])('%o is told as %o, open: %o, taking %s ms', ([load, words, open, ms]) => {
    expect(describeLoad(load)).toBe(words)
    expect(isOpen(load)).toBe(open)
    expect(stagesMs(load)).toBe(ms)
  })
})
