import { describe, expect, test, vi } from 'vitest'
import type { Stage } from '../../../src/core/load.ts'
import { ClosedLoop } from '../../../src/worker/load/closed-loop.ts'
import type { LoopLimits } from '../../../src/worker/load/loop.ts'
import type { Work } from '../../../src/worker/load/work.ts'
import { pause } from '../../../src/worker/real-time.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'
import { workOf } from '../../helpers/work-of.ts'

/** Longer than a loop with stages takes to look around, several times. */
const SETTLED_MS = 60

/** A loop on a clock that only the test moves, of iterations that only the test ends. */
class Staged {
  ms = 0
  started = 0
  /** What ends each iteration that is running. */
  readonly running: (() => void)[] = []
  readonly loop: ClosedLoop
  readonly done: Promise<void>

  constructor(stages: readonly Stage[], work: Partial<Work> = {}, limits: Partial<LoopLimits> = {}) {
    const fn = (): Promise<void> => {
      this.started++
      return new Promise((resolve) => this.running.push(resolve))
    }
    const timeMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0)
    this.loop = new ClosedLoop(
      workOf({ fn, ...work }),
      { iterations: Infinity, timeMs, ...limits },
      { stages },
      () => this.ms,
    )
    this.done = this.loop.run()
  }

  /** Ends all iterations that are running. */
  end(): void {
    for (const resolve of this.running.splice(0)) resolve()
  }

  /** How many run at that time, once it has come to so many, or nothing has changed for long. */
  async lanesAt(ms: number, expected: number): Promise<number> {
    this.ms = ms
    await vi.waitUntil(() => this.running.length === expected, { timeout: 2_000 }).catch(() => {})
    // No more than that, however long one waits.
    await pause(SETTLED_MS)
    return this.running.length
  }
}

/** Up to 11 within a second, held for a second, down to 1 within another. */
const HILL = [
  { durationMs: 1_000, target: 11 },
  { durationMs: 1_000, target: 11 },
  { durationMs: 1_000, target: 1 },
]

describe('ClosedLoop with stages', () => {
  test('opens lanes as its target grows, in a straight line from 1', async () => {
    const staged = new Staged(HILL)
    expect(await staged.lanesAt(0, 1)).toBe(1)
    expect(await staged.lanesAt(49, 1)).toBe(1)
    expect(await staged.lanesAt(51, 2)).toBe(2)
    expect(await staged.lanesAt(500, 6)).toBe(6)
    expect(await staged.lanesAt(1_000, 11)).toBe(11)
    expect(await staged.lanesAt(1_500, 11)).toBe(11)
    expect(staged.started).toBe(11)
    staged.ms = 3_000
    staged.end()
    await staged.done
    expect([staged.loop.done, staged.started]).toStrictEqual([11, 11])
  })

  test('closes lanes as its target falls, each when its iteration ends', async () => {
    const staged = new Staged(HILL)
    expect(await staged.lanesAt(1_500, 11)).toBe(11)
    // Nobody is cut off: all eleven go on until they end.
    expect(await staged.lanesAt(2_500, 11)).toBe(11)
    staged.end()
    expect(await staged.lanesAt(2_500, 6)).toBe(6)
    staged.end()
    expect(await staged.lanesAt(2_940, 2)).toBe(2)
    staged.end()
    expect(await staged.lanesAt(2_999, 1)).toBe(1)
    staged.ms = 3_000
    staged.end()
    await staged.done
    expect(staged.running).toHaveLength(0)
    expect(staged.loop.done).toBe(11 + 6 + 2 + 1)
  })

  test('opens the lanes again that it has closed', async () => {
    const staged = new Staged([
      { durationMs: 1_000, target: 4 },
      { durationMs: 1_000, target: 2 },
      { durationMs: 1_000, target: 5 },
    ])
    expect(await staged.lanesAt(999, 4)).toBe(4)
    staged.ms = 1_999
    staged.end()
    expect(await staged.lanesAt(1_999, 2)).toBe(2)
    expect(await staged.lanesAt(2_999, 5)).toBe(5)
    staged.ms = 3_000
    staged.end()
    await staged.done
    expect(staged.loop.done).toBe(4 + 5)
  })

  test('jumps over lanes that were never wanted', async () => {
    const staged = new Staged([{ durationMs: 1_000, target: 101 }])
    expect(await staged.lanesAt(500, 51)).toBe(51)
    staged.ms = 1_000
    staged.end()
    await staged.done
    expect(staged.loop.done).toBe(51)
  })

  test('ends with the last stage, and says that its time is up', async () => {
    const staged = new Staged([{ durationMs: 100, target: 3 }])
    expect(await staged.lanesAt(99, 3)).toBe(3)
    staged.ms = 100
    staged.end()
    await staged.done
    expect([staged.loop.done, staged.loop.running, staged.loop.timeIsUp]).toStrictEqual([3, false, true])
    expect(staged.loop.result([]).samplesNs).toHaveLength(3)
  })

  test('waits for iterations that go on past it', async () => {
    const staged = new Staged([{ durationMs: 100, target: 1 }])
    expect(await staged.lanesAt(50, 1)).toBe(1)
    staged.ms = 500
    expect(await Promise.race([staged.done, pause(SETTLED_MS).then(() => 'still waiting')])).toBe(
      'still waiting',
    )
    staged.end()
    await staged.done
    expect([...staged.loop.result([]).samplesNs]).toStrictEqual([500e6])
  })

  test('keeps the samples in order of completion, and counts shared time once', async () => {
    const staged = new Staged([{ durationMs: 1_000, target: 3 }])
    expect(await staged.lanesAt(999, 3)).toBe(3)
    staged.ms = 1_200
    staged.end()
    await staged.done
    const { samplesNs, elapsedNs, busyNs } = staged.loop.result([])
    // The first has run from the start, the others from when the test said that it was 999 ms.
    expect([...samplesNs].toSorted((a, b) => a - b)).toStrictEqual([201e6, 201e6, 1_200e6])
    expect(elapsedNs).toBe(1_200e6)
    expect(busyNs).toStrictEqual(Float64Array.of(1_200e6, 1_200e6, 1_200e6))
  })

  test('starts none after it was interrupted', async () => {
    const staged = new Staged(HILL)
    expect(await staged.lanesAt(500, 6)).toBe(6)
    staged.loop.interrupt()
    staged.ms = 1_000
    await pause(SETTLED_MS)
    expect(staged.started).toBe(6)
    staged.end()
    await staged.done
    expect(staged.started).toBe(6)
  })

  test('keeps to a number of iterations, if there is one', async () => {
    const staged = new Staged(HILL, {}, { iterations: 4 })
    expect(await staged.lanesAt(1_500, 4)).toBe(4)
    staged.end()
    await staged.done
    expect([staged.started, staged.loop.timeIsUp]).toStrictEqual([4, false])
  })

  test.for(['beforeEach', 'afterEach'] as const)('what %s throws ends it', async (hook) => {
    const broken = new Error('the hook broke')
    const staged = new Staged([{ durationMs: 1_000, target: 5 }], {
      fn: () => {},
      [hook]: () => Promise.reject(broken),
    })
    expect(await rejectionOf(staged.done)).toBe(broken)
    expect(staged.loop.running).toBe(false)
  })

  test('runs hooks around each iteration, in every lane', async () => {
    const events: string[] = []
    const staged = new Staged([{ durationMs: 1_000, target: 3 }], {
      beforeEach: ({ iteration }) => void events.push(`before ${iteration}`),
      afterEach: ({ iteration }) => void events.push(`after ${iteration}`),
    })
    expect(await staged.lanesAt(999, 3)).toBe(3)
    staged.ms = 1_000
    staged.end()
    await staged.done
    expect(events.toSorted()).toStrictEqual([
      'after 0',
      'after 1',
      'after 2',
      'before 0',
      'before 1',
      'before 2',
    ])
  })
})
