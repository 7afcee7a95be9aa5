import { describe, expect, test } from 'vitest'
import { Slices } from '../../../src/worker/duet/slices.ts'

/** Plays slices of 1 ms, a sample each, that have waited for a processor for so many ms. */
async function playAll(waits: readonly (number | undefined)[], sliceMs = 1): Promise<Slices> {
  let [nowMs, waitedMs, samples] = [0, 0, 0]
  let told = true
  const slices = new Slices(
    () => nowMs,
    () => (told ? { waitedMs } : undefined),
  )
  for (const wait of waits) {
    told = wait !== undefined
    const run = async (): Promise<void> => {
      nowMs += sliceMs
      waitedMs += wait ?? 0
      samples++
    }
    await slices.play(run, () => samples)
  }
  return slices
}

describe('slices', () => {
  test('that had to wait for a processor do not count', async () => {
    const slices = await playAll([0, 3, 0.01, 0.2])
    expect([slices.calm, slices.played]).toStrictEqual([2, 4])
    expect(slices.pick(Float64Array.of(10, 11, 12, 13))).toStrictEqual(Float64Array.of(10, 12))
  })

  test('may wait for a fiftieth of a longer time', async () => {
    expect((await playAll([0.19, 0.21], 10)).calm).toBe(1)
  })

  test('all count where the system does not tell', async () => {
    expect((await playAll([undefined, undefined])).calm).toBe(2)
  })
})
