import { describe, expect, test } from 'vitest'
import { blocksOf, longestBlock } from '../../src/worker/longest-block.ts'
import type { LoopTime } from '../../src/worker/longest-block.ts'

/** A time that only the functions below move; others may take the processor meanwhile. */
class GivenTime implements LoopTime {
  #nowMs = 0
  #waitedMs = 0
  #ticks = new Set<() => void>()

  now = (): number => this.#nowMs
  waited = (): number => this.#waitedMs

  every(_ms: number, fn: () => void): () => void {
    this.#ticks.add(fn)
    return () => this.#ticks.delete(fn)
  }

  get watched(): boolean {
    return this.#ticks.size > 0
  }

  /** Code computes. */
  compute(ms: number, elsewhereMs = 0): void {
    this.#nowMs += ms + elsewhereMs
    this.#waitedMs += elsewhereMs
  }

  /** Code waits, and the event loop turns. */
  async idle(ms: number): Promise<void> {
    for (let i = 0; i < ms; i++) {
      this.#nowMs++
      for (const tick of this.#ticks) tick()
      await Promise.resolve()
    }
  }
}

describe('longestBlock', () => {
  test.for<[string, (time: GivenTime) => unknown, { ms: number; atMs: number }]>([
    ['computes at once', (time) => time.compute(30), { ms: 30, atMs: 0 }],
    [
      'computes after it has waited',
      async (time) => {
        await time.idle(5)
        time.compute(30)
        await time.idle(5)
        time.compute(10)
      },
      { ms: 30, atMs: 5 },
    ],
    [
      'computes at its very end',
      async (time) => {
        await time.idle(5)
        time.compute(30)
      },
      { ms: 29, atMs: 5 },
    ],
    ['only waits', (time) => time.idle(50), { ms: 0, atMs: 0 }],
    ['is kept from computing', (time) => time.compute(10, 90), { ms: 10, atMs: 0 }],
    [
      'computes while its stream is read',
      (time) =>
        (async function* items(): AsyncGenerator<number> {
          await time.idle(3)
          yield 1
          time.compute(20)
          await time.idle(3)
          yield 2
        })(),
      { ms: 20, atMs: 3 },
    ],
  ])('of a function that %s', async ([, fn, block]) => {
    const time = new GivenTime()
    expect(await longestBlock(() => fn(time), time)).toStrictEqual(block)
    expect(time.watched).toBe(false)
  })

  test('watches no longer when the function has thrown', async () => {
    const time = new GivenTime()
    const fail = (): never => {
      throw new Error('boom')
    }
    await expect(longestBlock(fail, time)).rejects.toThrow('boom')
    expect(time.watched).toBe(false)
  })
})

describe('blocksOf', () => {
  const blocking = async (each: readonly number[]): Promise<number[]> => {
    const time = new GivenTime()
    let calls = 0
    const blocks = await blocksOf(() => time.compute(each[calls++] ?? 0), 50, 3, time)
    return blocks.map(({ ms }) => ms)
  }

  test.for<[string, number[], number[]]>([
    ['one that does not block is run once', [49, 200], [49]],
    ['one that blocks once is run again', [200, 3], [200, 3]],
    ['the limit is a block', [50, 50, 50], [50, 50, 50]],
    ['no more than three times', [200, 190, 210, 1], [200, 190, 210]],
  ])('%s', async ([, each, expected]) => {
    expect(await blocking(each)).toStrictEqual(expected)
  })
})
