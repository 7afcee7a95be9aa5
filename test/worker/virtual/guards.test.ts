import '../../helpers/setup-clock-shims.ts'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { runVirtual } from '../../../src/worker/virtual/run-virtual.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

/** The message, with the places in this file by the file's name alone. */
async function messageOf(promise: Promise<unknown>): Promise<string> {
  const { message } = await rejectionOf(promise)
  return message
    .replaceAll(fileURLToPath(import.meta.url), 'guards.test.ts')
    .replaceAll(/at (?:[\w.<>]+ \()?guards\.test\.ts:\d+:\d+\)?/g, 'at guards.test.ts')
}

describe('guards', () => {
  test('a promise that never settles is a deadlock, told within a second', async () => {
    const start = performance.now()
    const message = await messageOf(
      runVirtual({}, async () => {
        await sleep(1_200)
        await new Promise(() => {})
      }),
    )
    expect(message).toBe(
      'virtual time: deadlock at 1 200 ms: the function has not returned, but nothing is running, no timer is pending and no real I/O is out. ' +
        'Something awaits a promise that nobody will settle, or a timer that was made before, which is real. If it waits for real work that cannot be seen from here, hold the clock: perf.clock.pause(promise).',
    )
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  test('virtual time without progress is limited, and the error names the timers', async () => {
    const poll = (): void => {
      setTimeout(poll, 50)
    }
    const message = await messageOf(
      runVirtual({ maxVirtualMs: 1_000 }, async () => {
        poll()
        await new Promise(() => {})
      }),
    )
    expect(message).toBe(
      'virtual time: 1 000 ms have passed without progress (maxVirtual), and the function has not returned.\n' +
        'Pending:\n  a timer due at 1 050 ms, made at guards.test.ts\n' +
        'Let the function end, or stop what repeats itself; a function that takes that long needs a larger maxVirtual.',
    )
  })

  test('progress extends the limit', async () => {
    const elapsed = runVirtual({ maxVirtualMs: 1_000 }, async (clock) => {
      for (let i = 0; i < 5; i++) {
        await sleep(900)
        clock.progress()
      }
      return clock.now()
    })
    expect(await elapsed).toBe(4_500)
  })

  test('intervals that go on for ever are told within about a second', async () => {
    const message = await messageOf(
      runVirtual({ maxVirtualMs: Infinity }, async () => {
        setInterval(() => {}, 1)
        await new Promise(() => {})
      }),
    )
    expect(message.replaceAll(/at [\d\s]+ ms/g, 'at … ms')).toBe(
      'virtual time: at … ms nothing happens any more but intervals, and the function has not returned.\n' +
        'Pending:\n  an interval due at … ms, made at guards.test.ts\n' +
        'Something awaits a promise that nobody will settle. Clear the interval when it has done its work: clearInterval(timer).',
    )
  })

  test('a poll that never gets on is told within a few seconds, and named', async () => {
    const message = await messageOf(
      runVirtual({ maxVirtualMs: Infinity }, async () => {
        for (;;) await sleep(1)
      }),
    )
    expect(message.replaceAll(/at [\d\s]+ ms/g, 'at … ms')).toBe(
      'virtual time: at … ms more than 100 000 timers in a row have come every 1 ms, and the function has not returned.\n' +
        'Pending:\n  a timer due at … ms, made at guards.test.ts\n' +
        'Something polls for what never comes. Give up after some tries, or see to it that it comes; code that has to wait that often runs as iterations of perf.measure.',
    )
  })

  test('many different waits are no poll', async () => {
    const now = runVirtual({ maxVirtualMs: Infinity }, async (clock) => {
      for (let i = 0; i < 150_000; i++) await sleep(1 + (i % 2))
      return clock.now()
    })
    expect(await now).toBe(225_000)
  })

  test('setImmediate for ever is told within a few seconds, and named', async () => {
    const message = await messageOf(
      runVirtual({}, async () => {
        await sleep(5)
        for (;;) await new Promise((resolve) => void setImmediate(resolve))
      }),
    )
    expect(message).toBe(
      'virtual time: setImmediate has called for the next turn for 2 000 ms of real time, while the clock stands at 5 ms, called at guards.test.ts. ' +
        'Time moves only when nothing is left to do: wait for a timer instead, or end the loop.',
    )
  })

  test('an error that a timer throws fails the run', async () => {
    const run = runVirtual({}, async () => {
      setTimeout(() => {
        throw new Error('in a timer')
      }, 5)
      await sleep(10)
    })
    expect((await rejectionOf(run)).message).toBe('in a timer')
  })

  test('what the function throws is what the run throws, and real time is back', async () => {
    const error = new Error('broken')
    expect(await rejectionOf(runVirtual({}, () => Promise.reject(error)))).toBe(error)
    expect(Date.now()).toBeGreaterThan(Date.UTC(2026, 0, 1))
    const start = performance.now()
    await sleep(20)
    expect(performance.now() - start).toBeGreaterThan(15)
  })

  test('a run within a run is refused', async () => {
    const message = await messageOf(runVirtual({}, () => runVirtual({}, () => 1)))
    expect(message).toBe(
      'virtual time: this code runs in virtual time already, and one run would wait for the other. Measure one after the other.',
    )
  })
})

test('a loop that waits by looking at the clock is told', async () => {
  const message = await messageOf(
    runVirtual({}, () => {
      const until = Date.now() + 5
      while (Date.now() < until);
    }),
  )
  expect(message).toBe(
    'virtual time: the clock was read 10 000 000 times without a pause: a loop that waits by looking at it never ends, because virtual time stands still while code runs. ' +
      'Await a timer instead, or model the computing with perf.clock.work(ms).',
  )
})

describe('fake timers', () => {
  const REPLACED =
    'virtual time: setTimeout or Date was replaced while it ran, by vi.useFakeTimers() or vi.setSystemTime() most probably. ' +
    'Leave them out: the virtual clock moves by itself, perf.clock.advance(ms) waits on it, and `now` sets the date.'

  test.for<[string, () => unknown]>([
    ['vi.useFakeTimers()', () => vi.useFakeTimers()],
    ['vi.setSystemTime()', () => vi.setSystemTime(5_000)],
  ])('%s in a run is refused', async ([, fake]) => {
    try {
      const message = await messageOf(
        runVirtual({}, async () => {
          fake()
          await new Promise(() => {})
        }),
      )
      expect(message).toBe(REPLACED)
    } finally {
      vi.useRealTimers()
    }
    expect(await runVirtual({}, () => sleep(5).then(() => Date.now()))).toBe(Date.UTC(2026, 0, 1) + 5)
  })

  test('that were taken away do not keep runs from beginning', async () => {
    vi.useFakeTimers()
    vi.useRealTimers()
    vi.setSystemTime(5_000)
    vi.useRealTimers()
    expect(await runVirtual({}, () => sleep(5).then(() => Date.now()))).toBe(Date.UTC(2026, 0, 1) + 5)
  })
})
