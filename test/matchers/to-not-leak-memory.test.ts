import { describe, expect, test, vi } from 'vitest'
import * as matchers from '../../matchers/index.ts'
import { fixed, tool } from '../../src/mocks.ts'
import { SkillperfError } from '../../src/core/errors.ts'
import { settle } from '../../src/worker/settle.ts'
import { installClockShims } from '../../src/worker/virtual/shims/install.ts'
import { inTest } from '../helpers/in-test.ts'
import { measurementOf } from '../helpers/measurement-of.ts'
import { never } from '../helpers/test-run.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

installClockShims()
expect.extend(matchers)

/** On a busy machine, too, there is time enough to decide. */
const PATIENT = { maxTime: '100 s' } as const
vi.setConfig({ testTimeout: 120_000 })

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A function that keeps a kilobyte with each call. */
function leakOf(): { readonly leak: () => void; readonly kept: number[][] } {
  const kept: number[][] = []
  return { kept, leak: () => void kept.push(new Array<number>(128).fill(0)) }
}

/** The lines of a message without the figures, which are the machine's. */
const lines = (message: string): string[] =>
  message.split('\n').map((line) => line.replace(/\d[\d.]*(?<!\.)/g, '0'))

describe('expect(fn).toNotLeakMemory', () => {
  test('passes where nothing is kept, and fails under .not', async () => {
    const clean = (): number => JSON.stringify({ a: [1, 2, 3] }).length
    await expect(clean).toNotLeakMemory(PATIENT)
    const { message } = await rejectionOf(expect(clean).not.toNotLeakMemory(PATIENT))
    expect(lines(message)[0]).toBe('expect(fn).not.toNotLeakMemory({ maxTime: "0 s" })   real clock')
    expect(lines(message)[2]).toMatch(/^Expected memory kept {2}≥ +0 B per call$/)
  })

  test('fails where something is, and passes under .not', async () => {
    const { leak } = leakOf()
    await expect(leak).not.toNotLeakMemory(PATIENT)
    const { message } = await rejectionOf(expect(leak).toNotLeakMemory({ limit: '16 B', ...PATIENT }))
    const [title, , expected, received, , heap] = message.split('\n')
    expect(title).toBe('expect(fn).toNotLeakMemory({ limit: "16 B", maxTime: "100 s" })   real clock')
    expect(expected).toMatch(/^Expected memory kept {2}< +16 B per call$/)
    expect(received).toMatch(
      /^Received memory kept {4}1\.[01]\d KB per call {10}\d+ blocks × [\d ]+ calls, after \d+ of warm-up; resolution 16 B$/,
    )
    expect(heap).toMatch(
      /^ {2}heap {6}\+[\d.]+ [KM]B → \+[\d.]+ [KM]B → \+[\d.]+ MB after [\d ]+ → [\d ]+ → [\d ]+ calls; still growing$/,
    )
    expect(message.split('\n').at(-1)).toMatch(
      /^Next step: take out of .* what is no longer needed\. If it is a bounded cache, set `warmup` above its capacity; it has more than [\d ]+ entries if each call adds one\.$/,
    )
  })

  test('awaits promises, and reads streams to their end', async () => {
    let [promised, read] = [0, 0]
    const async = async (): Promise<void> => {
      await Promise.resolve()
      promised++
    }
    const stream = async function* (): AsyncGenerator<number> {
      yield 1
      read++
    }
    await expect(async).toNotLeakMemory({ warmup: 10, ...PATIENT })
    await expect(stream).toNotLeakMemory({ warmup: 10, ...PATIENT })
    expect(promised).toBeGreaterThan(40)
    expect(read).toBeGreaterThan(40)
  })

  test('throws what the function throws', async () => {
    const boom = new Error('boom')
    const fails = (): never => {
      throw boom
    }
    expect(await rejectionOf(expect(fails).toNotLeakMemory())).toBe(boom)
    expect(await rejectionOf(expect(() => Promise.reject(boom)).not.toNotLeakMemory())).toBe(boom)
  })

  test.for<[string, unknown, string]>([
    ['a measurement', measurementOf([1]), 'an instance of Measurement'],
    ['a number', 7, '7'],
    ['a promise', Promise.resolve(), 'a promise, whose work has begun already'],
  ])('refuses %s', async ([, subject, received]) => {
    const error = await rejectionOf(expect(subject).toNotLeakMemory())
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(
      `toNotLeakMemory calls a function over and over, received ${received}. Write:\n\n  await expect(() => research(query)).toNotLeakMemory()`,
    )
  })

  test("empties what is to be emptied, and leaves a mock's calls alone", async () => {
    const mock = vi.fn((id: number) => [id, id])
    let calls = 0
    const fn = (): unknown => mock(calls++)
    await expect(fn).toNotLeakMemory({ between: () => mock.mockClear(), warmup: 10, ...PATIENT })
    expect(mock).not.toHaveBeenCalled()
    const before = calls
    await expect(fn).not.toNotLeakMemory({ warmup: 10, ...PATIENT })
    expect(mock.mock.calls).toHaveLength(calls - before)
  })
})

describe('in a test', () => {
  test('a concurrent one is refused', async () => {
    await inTest(
      async () => {
        const { message } = await rejectionOf(expect(() => {}).toNotLeakMemory())
        expect(message).toBe(
          'toNotLeakMemory: this test is concurrent, and what the tests beside it keep would be taken for what this function keeps. Take .concurrent away from the test and its describe (or `sequence.concurrent` from the config).',
        )
      },
      { concurrent: true },
    )
  })

  test('two at once are refused', async () => {
    await inTest(async (_, run) => {
      const first = expect(never).toNotLeakMemory()
      const { message } = await rejectionOf(expect(() => {}).toNotLeakMemory())
      expect(message).toBe(
        'toNotLeakMemory: "toNotLeakMemory" is still running, and two at once would disturb each other. Await the first before the second.',
      )
      settle(run)
      void first
    })
  })

  test('a time that the test does not leave is an error with both figures', async () => {
    await inTest(
      async () => {
        const { message } = await rejectionOf(expect(() => {}).toNotLeakMemory({ maxTime: '10 s' }))
        expect(message).toMatch(
          /^toNotLeakMemory: `maxTime` is 10 000 ms, but only [\d  ]+ ms are left of the test's timeout of 5 000 ms\. Give the test more, test\(name, \{ timeout: 15_000 \}, fn\), or toNotLeakMemory less\.$/,
        )
      },
      { timeoutMs: 5_000 },
    )
  })

  test('a function that never returns is told before the timeout', async () => {
    await inTest(
      async () => {
        const { message } = await rejectionOf(expect(never).toNotLeakMemory())
        expect(message).toBe(
          "toNotLeakMemory: did not finish within the test's timeout of 300 ms: a call takes too long, or never ends. Give the test more time, test(name, { timeout: 5_000 }, fn), or less warm-up.",
        )
      },
      { timeoutMs: 300 },
    )
  })

  test.for(['toNotLeakMemory', 'toNotBlockEventLoop'] as const)(
    'a forgotten await of %s fails it',
    async (name) => {
      await inTest(async (_, run) => {
        const pending =
          name === 'toNotLeakMemory'
            ? expect(() => sleep(5)).toNotLeakMemory()
            : expect(() => sleep(50)).toNotBlockEventLoop('30 s')
        const { errors } = settle(run)
        expect(errors.map(({ message }) => message)).toEqual([
          `${name} was still running when the test ended, which would have passed whatever it finds. Await it: await expect(fn).${name}(…).`,
        ])
        expect(errors[0]?.stack).toContain('to-not-leak-memory.test.ts')
        // What it finds is nobody's any more.
        await pending
      })
    },
  )

  test('what has been awaited fails nothing', async () => {
    await inTest(async (_, run) => {
      await expect(() => 1).toNotBlockEventLoop('30 s')
      await rejectionOf(expect(() => 1).not.toNotBlockEventLoop('30 s'))
      expect(settle(run).errors).toEqual([])
    })
  })

  test('what its time does not decide passes with a warning', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    try {
      await inTest(async () => {
        await expect(() => sleep(20)).toNotLeakMemory({ limit: '16 B', maxTime: 4_000 })
      })
      expect(lines(String(warn.mock.calls[0]?.[0])).at(-2)).toBe(
        'Inconclusive: a leak of 0 B per call would not have been seen: 0 blocks of 0 show 0 B or more.',
      )
    } finally {
      warn.mockRestore()
    }
  })

  test('or fails, where the options say so', async () => {
    await inTest(
      async () => {
        const { message } = await rejectionOf(
          expect(() => sleep(20)).toNotLeakMemory({ limit: '16 B', maxTime: 4_000 }),
        )
        expect(message).toContain('Inconclusive: a leak of 16 B per call would not have been seen')
      },
      { inconclusive: 'fail' },
    )
  })

  test('a slow function says what it would not have seen', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    try {
      await inTest(async () => {
        await expect(() => sleep(20)).toNotLeakMemory()
      })
      expect(warn.mock.calls.map(([text]) => lines(String(text)))).toEqual([
        [
          "expect(fn).toNotLeakMemory() passed, but a leak below 0 B per call would not have been seen: 0 blocks × 0 calls, after 0 of warm-up. Give it more time with maxTime, or say that this is enough: { limit: '0 B' }.",
        ],
      ])
    } finally {
      warn.mockRestore()
    }
  })
})

describe('on the virtual clock', () => {
  const skill = async (): Promise<number> => {
    await sleep(60_000)
    return 1
  }

  test('waits cost nothing', async () => {
    await inTest(async (perf) => {
      await expect(skill).toNotLeakMemory({ clock: 'virtual', ...PATIENT })
      await perf.virtual(() => expect(skill).toNotLeakMemory())
    })
  })

  test('a leak is found', async () => {
    await inTest(async () => {
      const { kept } = leakOf()
      const leak = async (): Promise<void> => {
        kept.push(new Array<number>(128).fill(await skill()))
      }
      const { message } = await rejectionOf(expect(leak).toNotLeakMemory({ clock: 'virtual', ...PATIENT }))
      expect(message.split('\n')[0]).toBe(
        'expect(fn).toNotLeakMemory({ clock: "virtual", maxTime: "100 s" })   virtual clock',
      )
    })
  })

  test('real time is refused inside of it', async () => {
    await inTest(async (perf) => {
      await perf.virtual(async () => {
        const { message } = await rejectionOf(expect(skill).toNotLeakMemory({ clock: 'real' }))
        expect(message).toBe(
          'toNotLeakMemory: the code that asks runs in virtual time, and cannot wait for real time. Leave `clock` out, or use it in a test on the real clock, outside of perf.virtual(fn).',
        )
      })
    })
  })

  test('outside of tests there is none', async () => {
    const { message } = await rejectionOf(expect(skill).toNotLeakMemory({ clock: 'virtual' }))
    expect(message).toBe(
      'toNotLeakMemory: there is no virtual clock outside of the tests that skillperf knows. Add skillperf/setup to `setupFiles`, or leave `clock` out.',
    )
  })
})

describe('with mocked tools', () => {
  test.for(['real', 'virtual'] as const)('on the %s clock what they have seen is no leak', async (clock) => {
    await inTest(async (perf) => {
      const network = perf.network([
        tool.get('https://search.example/', {
          name: 'web_search',
          latency: fixed(clock === 'real' ? 0 : 50),
          json: {},
        }),
      ])
      const search = async (): Promise<unknown> => (await fetch('https://search.example/')).json()
      await search()
      await expect(search).toNotLeakMemory({ clock, limit: '1 KB', ...PATIENT })
      await search()
      expect(network.calls).toHaveLength(2)
    })
  })
})
