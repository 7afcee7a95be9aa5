import { describe, expect, test } from 'vitest'
import { SequentialSla } from '../../../src/core/sequential-sla.ts'
import { readSla } from '../../../src/core/sla.ts'
import type { IterationContext } from '../../../src/core/options/measure-options.ts'
import { ClosedLoop } from '../../../src/worker/load/closed-loop.ts'
import type { Interlude } from '../../../src/worker/load/interlude.ts'
import type { LoopLimits } from '../../../src/worker/load/loop.ts'
import type { Work } from '../../../src/worker/load/work.ts'
import { workOf } from '../../helpers/work-of.ts'

/** A clock that stands still but for what iterations and interludes take. */
class Hand {
  nowMs = 0

  readonly now = (): number => this.nowMs

  pass(ms: number): void {
    this.nowMs += ms
  }
}

interface Ran {
  readonly loop: ClosedLoop
  /** `i` for an iteration, `|` for an interlude, in their order. */
  readonly order: string
}

/** Runs iterations of so many ms, and interludes of 100 ms, which are enough after some. */
async function run(
  iterationMs: number,
  limits: Partial<LoopLimits>,
  { enoughAfter = Infinity, ...work }: Partial<Work> & { readonly enoughAfter?: number } = {},
): Promise<Ran> {
  const hand = new Hand()
  const order: string[] = []
  let runs = 0
  const interlude: Interlude = {
    run() {
      runs++
      order.push('|')
      hand.pass(100)
    },
    get enough() {
      return runs >= enoughAfter
    },
  }
  const fn = (): void => {
    order.push('i')
    hand.pass(iterationMs)
  }
  const loop = new ClosedLoop(
    workOf({ fn, ...work }),
    { iterations: 5, interlude, ...limits },
    { concurrency: 1 },
    hand.now,
  )
  await loop.run()
  return { loop, order: order.join('') }
}

describe('interludes', () => {
  test.for([
    { iterationMs: 0.5, order: 'ii|ii|i' },
    { iterationMs: 1, order: 'i|i|i|i|i|' },
    { iterationMs: 30, order: 'i|i|i|i|i|' },
    { iterationMs: 0.4, order: 'iii|ii' },
  ])('come after a millisecond of iterations ($iterationMs ms each)', async ({ iterationMs, order }) => {
    expect((await run(iterationMs, {})).order).toBe(order)
  })

  test('are no part of any iteration, nor of the time that iterations ran', async () => {
    const { samplesNs, elapsedNs } = (await run(2, {})).loop.result([])
    expect([...samplesNs]).toStrictEqual([2e6, 2e6, 2e6, 2e6, 2e6])
    expect(elapsedNs).toBe(10e6)
  })

  test('come between iterations that are awaited, and between those with hooks', async () => {
    let before = 0
    const fn = async (): Promise<void> => {}
    const awaited = await run(0, { interlude: { run: () => before++, enough: false } }, { fn })
    expect(awaited.loop.done).toBe(5)
    const withHooks = await run(1, {}, { beforeEach: () => {} })
    expect(withHooks.order).toBe('i|i|i|i|i|')
  })

  test('come after an iteration that failed, too', async () => {
    const { loop, order } = await run(
      1,
      {},
      {
        fn: () => {
          throw new Error('boom')
        },
      },
    )
    expect(loop.done).toBe(5)
    // It takes no time on this clock.
    expect(order).toBe('')
  })

  test('come after a batch, by the time of all of it', async () => {
    expect((await run(0.25, { batch: 4 })).order).toBe('iiii|'.repeat(5))
  })

  test.for([
    { untilInterlude: true, order: 'i|'.repeat(8) },
    { untilInterlude: false, order: 'i|'.repeat(5) },
  ])('that are not enough keep the loop going: $untilInterlude', async ({ untilInterlude, order }) => {
    expect((await run(1, { untilInterlude }, { enoughAfter: 8 })).order).toBe(order)
  })

  test('do not keep it going beyond its time', async () => {
    const { loop, order } = await run(1, { untilInterlude: true, timeMs: 700 })
    // The last iteration ended in time, the interlude behind it did not: so one more was started.
    expect(order).toBe('i|'.repeat(8))
    expect(loop.timeIsUp).toBe(false)
  })

  test('that are not enough put off the end that the limits decide, not one that they break', async () => {
    const sla = (): SequentialSla => new SequentialSla(readSla({ p50: 100 }, 'here'))
    const limits = { iterations: 1_000, untilDecided: true, untilInterlude: true }
    const needed = (await run(1, { ...limits, sla: sla() }, { enoughAfter: 0 })).loop.done
    expect(needed).toBeLessThan(40)
    expect((await run(1, { ...limits, sla: sla() }, { enoughAfter: 60 })).loop.done).toBe(61)
    const slow = await run(200, { ...limits, sla: sla(), abortOnFail: true }, { enoughAfter: 60 })
    expect(slow.loop.done).toBeLessThan(60)
  })

  test('leave the numbers of iterations as they are', async () => {
    const seen: number[] = []
    await run(1, {}, { fn: ({ iteration }: IterationContext) => seen.push(iteration) })
    expect(seen).toStrictEqual([0, 1, 2, 3, 4])
  })
})
