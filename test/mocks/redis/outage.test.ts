import { assert, nat, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planOutage } from '../../../src/mocks/redis/outage.ts'

describe('planOutage', () => {
  test.for<[downForMs: number, maxRetries: number | null, attemptsMs: number[], flushesMs: number[]]>([
    [0, 20, [150], []],
    [0, 0, [150], [100]],
    [50, 0, [150], [100]],
    [51, 0, [150, 250], [100, 150]],
    [400, 1, [150, 250, 400, 600], [150, 400]],
    [400, 2, [150, 250, 400, 600], [250]],
    [400, null, [150, 250, 400, 600], []],
  ])('a server that is gone for %i ms, with %s retries', ([downForMs, maxRetries, attemptsMs, flushesMs]) => {
    const outage = planOutage(100, downForMs, maxRetries)
    expect(outage.attempts.map(({ atMs }) => atMs)).toStrictEqual(attemptsMs)
    expect(outage.flushesMs).toStrictEqual(flushesMs)
    expect(outage.upMs).toBe(attemptsMs.at(-1))
  })

  test('waits two seconds at most between attempts', () => {
    const delays = planOutage(0, 120_000, 20).attempts.map(({ delayMs }) => delayMs)
    expect(delays.slice(0, 3)).toStrictEqual([50, 100, 150])
    expect(Math.max(...delays)).toBe(2_000)
    expect(delays.at(-1)).toBe(2_000)
  })

  test('the first attempt after the server is back succeeds, and no command is given up then', () => {
    assert(
      property(nat(100_000), nat(100_000), nat(30), (lostMs, downForMs, maxRetries) => {
        const { attempts, flushesMs, upMs } = planOutage(lostMs, downForMs, maxRetries)
        expect(attempts.filter(({ atMs }) => atMs >= lostMs + downForMs)).toHaveLength(1)
        expect(attempts.at(-1)?.atMs).toBe(upMs)
        for (const ms of flushesMs) expect(ms).toBeLessThan(upMs)
      }),
    )
  })
})
