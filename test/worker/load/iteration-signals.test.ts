import { describe, expect, test } from 'vitest'
import type { IterationContext } from '../../../src/core/options/measure-options.ts'
import { ClosedLoop } from '../../../src/worker/load/closed-loop.ts'
import { IterationSignals } from '../../../src/worker/load/iteration-signals.ts'
import { eventLoopTurn } from '../../../src/worker/real-time.ts'
import { never } from '../../helpers/test-run.ts'
import { workOf } from '../../helpers/work-of.ts'

const reason = new Error('enough')

describe('IterationSignals', () => {
  test('has one signal an iteration, the same however often it is asked for', () => {
    const signals = new IterationSignals()
    expect(signals.of(1)).toBe(signals.of(1))
    expect(signals.of(1)).not.toBe(signals.of(2))
    expect(signals.of(1).aborted).toBe(false)
  })

  test('aborts one iteration, and leaves the others alone', () => {
    const signals = new IterationSignals()
    const [one, other] = [signals.of(1), signals.of(2)]
    signals.abortOne(1, reason)
    expect([one.aborted, one.reason, other.aborted]).toStrictEqual([true, reason, false])
  })

  test('aborts one that has not asked yet', () => {
    const signals = new IterationSignals()
    signals.abortOne(1, reason)
    expect([signals.of(1).aborted, signals.of(1).reason]).toStrictEqual([true, reason])
  })

  test('aborts all that run, and all that ask from then on, in warm-up too', () => {
    const signals = new IterationSignals()
    const running = [signals.of(-1), signals.of(0), signals.of(5)]
    signals.abort(reason)
    for (const signal of [...running, signals.of(6)]) {
      expect([signal.aborted, signal.reason]).toStrictEqual([true, reason])
    }
  })

  test('keeps the first reason', () => {
    const signals = new IterationSignals()
    signals.abortOne(1, reason)
    signals.abort(new Error('another'))
    expect(signals.of(1).reason).toBe(reason)
  })

  test('leaves an iteration that has ended by itself alone', () => {
    const signals = new IterationSignals()
    const ended = signals.of(1)
    signals.release(1)
    signals.abort(reason)
    expect(ended.aborted).toBe(false)
  })

  test('releases one that never asked', () => {
    const signals = new IterationSignals()
    signals.release(1)
    signals.of(2)
    signals.release(1)
    expect(signals.of(2).aborted).toBe(false)
  })
})

describe('an iteration whose time is up', () => {
  function loopOf(fn: (context: IterationContext) => unknown, iterations = 1): ClosedLoop {
    return new ClosedLoop(workOf({ fn, timeoutMs: 1 }), { iterations }, { concurrency: 1 })
  }

  test('fails, and has its signal aborted', async () => {
    let signal: AbortSignal | undefined
    const loop = loopOf((context) => {
      signal = context.signal
      return never()
    })
    await loop.run()
    const [first] = loop.result([]).firstErrors
    expect(first?.error).toMatchObject({
      name: 'SkillperfError',
      message: 'iteration 0 took longer than its `iterationTimeout` of 1.00 ms.',
    })
    expect([signal?.aborted, signal?.reason]).toStrictEqual([true, first?.error])
  })

  test('finds its signal aborted when it asks for it afterwards only', async () => {
    const ended = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<AbortSignal>()
    const loop = loopOf(async (context) => {
      // Its next step comes when it has failed already, and takes the signal along.
      await ended.promise
      await eventLoopTurn()
      asked.resolve(context.signal)
    })
    await loop.run()
    ended.resolve()
    expect((await asked.promise).aborted).toBe(true)
  })

  test('does not abort the next', async () => {
    const seen: boolean[] = []
    await loopOf(({ iteration, signal }) => {
      seen.push(signal.aborted)
      return iteration === 0 ? never() : undefined
    }, 2).run()
    expect(seen).toStrictEqual([false, false])
  })
})
