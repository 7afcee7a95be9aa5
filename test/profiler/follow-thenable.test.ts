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
