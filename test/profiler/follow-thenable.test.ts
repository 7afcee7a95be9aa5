import { setImmediate as turn } from 'node:timers/promises'
import { createContext, runInContext } from 'node:vm'
import { expect, test } from 'vitest'
import { span } from '../../src/profiler/span.ts'
import { inTrace } from '../helpers/in-trace.ts'

/** As SDKs have it: a promise with more to it. */
class Answer extends Promise<string> {
  withResponse(): Promise<number> {
    return Promise.resolve(200)
  }
}

/** As query builders have it: it runs when it is awaited, each time. */
class Query {
  runs = 0
  where(): this {
    return this
  }
  // oxlint-disable-next-line unicorn/no-thenable -- it is one
  then<A, B>(done?: (rows: number[]) => A, failed?: (error: unknown) => B): Promise<A | B> {
    this.runs++
    const rows = span('connection', async () => {
      await turn()
      return [this.runs]
    })
    // oxlint-disable-next-line promise/no-callback-in-promise -- as a promise does
    return rows.then(done, failed)
  }
}

test('a promise with more to it is kept', async () => {
  const answer = Answer.resolve('yes') as Answer
  const { shape, faults } = await inTrace(async () => {
    const kept = span('a', () => answer)
    expect(kept).toBe(answer)
    expect(await kept.withResponse()).toBe(200)
    expect(await kept).toBe('yes')
    expect(await kept.then((text) => text.length)).toBe(3)
    expect(await kept.finally(() => {})).toBe('yes')
  })
  expect(shape).toBe('root(a)')
  expect(faults).toEqual({ endedTwice: 0, unfinished: 0, late: 0, outlived: 0 })
})

test('its failure is noted, and thrown on', async () => {
  const { shape } = await inTrace(async () => {
    const failing = (): Answer => Answer.reject(new Error('no')) as Answer
    await expect(span('a', failing)).rejects.toThrow('no')
    expect(await span('b', failing).catch(() => 'caught')).toBe('caught')
    const notHandled = span('c', failing).then((text) => text)
    await expect(notHandled).rejects.toThrow('no')
  })
  expect(shape).toBe('root(a! b! c!)')
})

test('what runs when it is awaited does so once, in its span', async () => {
  const query = new Query()
  const { shape } = await inTrace(async () => {
    const kept = span('select', () => query.where())
    await turn()
    expect(query.runs).toBe(0)
    expect(await kept).toEqual([1])
    span('after', () => {})
  })
  expect(query.runs).toBe(1)
  expect(shape).toBe('root(select(connection) after)')
})

test('what nobody awaits is cut', async () => {
  const { shape, faults } = await inTrace(() => void span('select', () => new Query()))
  expect(shape).toBe('root(select…)')
  expect(faults.unfinished).toBe(1)
})

test('what is handed out again and again is followed by the first spans only', async () => {
  const shared = new Query()
  const { faults } = await inTrace(async () => {
    for (let n = 0; n < 100; n++) void span('get', () => shared)
    expect(await shared).toEqual([1])
  })
  expect(shared.runs).toBe(1)
  expect(faults.unfinished).toBe(0)
})

/** As SDKs have it: what it does begins when it is asked, and its `catch` and `finally` do not ask `then`. */
class Request extends Promise<string> {
  #answer: (() => Promise<string>) | undefined
  static of(answer: () => Promise<string>): Request {
    const request = new Request((resolve) => resolve(''))
    request.#answer = answer
    return request
  }
  #ask(): Promise<string> {
    return this.#answer?.() ?? Promise.resolve('')
  }
  // oxlint-disable-next-line unicorn/no-thenable -- it is one
  override then<A = string, B = never>(
    done?: ((text: string) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    // oxlint-disable-next-line promise/no-callback-in-promise -- as a promise does
    return this.#ask().then(done, failed)
  }
  override catch<B = never>(failed?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<string | B> {
    return this.#ask().catch(failed)
  }
  override finally(last?: (() => void) | null): Promise<string> {
    return this.#ask().finally(last)
  }
}

test('its own `catch` and `finally` end the span, too', async () => {
  const answer = async (): Promise<string> => {
    await turn()
    span('within', () => {})
    return 'yes'
  }
  const fails = (): Promise<string> => Promise.reject(new RangeError('no'))
  const { root, shape, faults } = await inTrace(async () => {
    expect(await span('then', () => Request.of(answer))).toBe('yes')
    expect(await span('catch', () => Request.of(answer)).catch(() => 'caught')).toBe('yes')
    expect(await span('finally', () => Request.of(answer)).finally(() => {})).toBe('yes')
    expect(await span('caught', () => Request.of(fails)).catch(() => 'caught')).toBe('caught')
    await expect(span('not caught', () => Request.of(fails)).finally(() => {})).rejects.toThrow('no')
  })
  expect(shape).toBe('root(then(within) catch(within) finally(within) caught! not caught!)')
  expect(root.children[3]?.attributes['error.type']).toBe('RangeError')
  expect(faults.unfinished).toBe(0)
})

test('a promise on which somebody has hung something has it still', async () => {
  const { shape } = await inTrace(async () => {
    let isCancelled = false
    const cancellable = Object.assign(turn('yes'), {
      id: 7,
      cancel(this: { id: number }) {
        isCancelled = this.id === 7
      },
    })
    const followed = span('a', () => cancellable)
    followed.cancel()
    expect(isCancelled).toBe(true)
    expect(await followed).toBe('yes')
  })
  expect(shape).toBe('root(a)')
})

test('a function that can be awaited', async () => {
  const { root } = await inTrace(async () => {
    // oxlint-disable-next-line unicorn/no-thenable -- it is what is followed
    const callable = Object.assign(() => 1, { then: (done: (value: number) => void) => done(2) })
    const kept = span('a', () => callable)
    expect(kept).toBe(callable)
    span('b', () => {})
    expect(await kept).toBe(2)
  })
  const [a, b] = root.children
  expect(a?.endMs).toBeGreaterThan(b?.endMs ?? Infinity)
})

test('the least that can be awaited', async () => {
  const { shape } = await inTrace(async () => {
    // oxlint-disable-next-line unicorn/no-thenable -- it is what is followed
    const least = { then: (done: (value: number) => void) => done(1) } as PromiseLike<number>
    expect(await span('a', () => least)).toBe(1)
    // oxlint-disable-next-line unicorn/no-thenable -- it is what is followed
    const frozen = Object.freeze({ then: (done: (value: number) => void) => done(2) }) as PromiseLike<number>
    expect(await span('b', () => frozen)).toBe(2)
  })
  expect(shape).toBe('root(a b)')
})

test('a promise of another realm', async () => {
  const context = createContext({ turn })
  const { shape } = await inTrace(async () => {
    const run = (code: string): Promise<number> =>
      span('vm', () => runInContext(code, context) as Promise<number>)
    expect(await run('(async () => { await turn(); return 1 })()')).toBe(1)
    await expect(run('Promise.reject(2)')).rejects.toBe(2)
  })
  expect(shape).toBe('root(vm vm!)')
})
