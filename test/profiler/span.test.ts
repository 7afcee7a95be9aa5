import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { currentSpan } from '../../src/profiler/current-span.ts'
import { hub } from '../../src/profiler/hub.ts'
import { INACTIVE } from '../../src/profiler/open-span.ts'
import { span } from '../../src/profiler/span.ts'
import { inTrace } from '../helpers/in-trace.ts'

const boom = new RangeError('out of bounds: password=hunter2')

test('while nobody listens, it is nothing but a call', async () => {
  expect(hub.listening).toBe(0)
  const result = Promise.resolve(1)
  expect(span('a', () => result)).toBe(result)
  expect(span('a', (s) => s)).toBe(INACTIVE)
  expect(() => span('a', () => void s())).toThrow(boom)
  function s(): never {
    throw boom
  }
  expect(currentSpan()).toBe(INACTIVE)
})

test('spans nest, sync and async, one after the other and at once', async () => {
  const { root, shape } = await inTrace(async () => {
    expect(span('sync', () => span('inner', () => 2))).toBe(2)
    const both = Promise.all([
      span('a', async () => {
        await turn()
        await span('a1', () => sleep(1))
      }),
      span('b', () => turn().then(() => span('b1', () => 'b'))),
    ])
    expect(await both).toEqual([undefined, 'b'])
  })
  expect(shape).toBe('root(sync(inner) a(a1) b(b1))')
  const [sync] = root.children
  expect(sync).toMatchObject({ startMs: 1, endMs: 4, durationMs: 3, selfMs: 2 })
})

test.for<[kind: string, fails: () => unknown]>([
  [
    'thrown',
    () => {
      throw boom
    },
  ],
  ['rejected', () => Promise.reject(boom)],
  [
    'rejected later',
    async () => {
      await turn()
      throw boom
    },
  ],
])('an error that is %s is noted, without secrets, and thrown on', async ([, fails]) => {
  const { root, shape } = await inTrace(async () => {
    await expect(async () => span('outer', () => span('inner', fails))).rejects.toBe(boom)
  })
  expect(shape).toBe('root(outer!(inner!))')
  const attributes = { 'error.type': 'RangeError', 'error.message': 'out of bounds: password=[redacted]' }
  expect(root.children[0]?.attributes).toEqual(attributes)
  expect(root.children[0]?.children[0]?.attributes).toEqual(attributes)
})

test.for<[thrown: unknown, attributes: object]>([
  ['text', { 'error.type': 'string', 'error.message': 'text' }],
  [undefined, {}],
  [null, { 'error.type': 'null' }],
  [{ message: 'a\nb' }, { 'error.type': 'object', 'error.message': 'a b' }],
  [new Error(''), { 'error.type': 'Error' }],
])('whatever is thrown is noted: %o', async ([thrown, attributes]) => {
  const { root } = await inTrace(() => {
    try {
      span('a', () => {
        // oxlint-disable-next-line typescript/only-throw-error -- code may throw anything
        throw thrown
      })
    } catch {
      // It is looked at below.
    }
  })
  expect(root.children[0]).toMatchObject({ failed: true })
  expect(root.children[0]?.attributes).toEqual(attributes)
})

test('attributes, by whichever way, without secrets', async () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  const { root } = await inTrace(() => {
    const given = {
      url: 'https://search.example/api?q=why&api_key=abc123',
      password: 'hunter2',
      'x-api-key': 42,
      token: 'a-long-one',
      tokens: 12,
      ok: true,
      text: 'x'.repeat(2_000),
    }
    span(
      'a',
      (s) => {
        s.setAttribute('rows', 3)
        currentSpan().setAttribute('session', 'a')
      },
      given,
    )
    const odd = { none: undefined, nil: null, big: 12n, circular, list: [1] } as unknown as { big: string }
    span('b', () => {}, odd)
  })
  expect(root.children[0]?.attributes).toEqual({
    url: 'https://search.example/api?q=why&api_key=[redacted]',
    password: '[redacted]',
    'x-api-key': '[redacted]',
    token: '[redacted]',
    tokens: 12,
    ok: true,
    text: 'x'.repeat(1_000),
    rows: 3,
    session: 'a',
  })
  expect(root.children[1]?.attributes).toEqual({
    big: '12n',
    circular: 'an object with self',
    list: 'an array of 1',
  })
})

describe('what is no function', () => {
  test.for([undefined, null, 'name', {}, Promise.resolve()])(
    '%o is an error, listening or not',
    async (fn) => {
      const call = (): unknown => span('a', fn as never)
      const message =
        /^span: span\(name, fn\) takes a function, received .*\. Write `span\('web_search', \(\) => …\)`\.$/
      expect(call).toThrow(message)
      await inTrace(() => expect(call).toThrow(message))
    },
  )
})

test('the code after an inner span is in the outer one again', async () => {
  const { shape } = await inTrace(() =>
    span('outer', async () => {
      await span('first', turn)
      await span('second', turn)
      span('third', () => {})
    }),
  )
  expect(shape).toBe('root(outer(first second third))')
})

test('work that goes on when its span has ended belongs to what is around that', async () => {
  let background: Promise<void> | undefined
  const { shape } = await inTrace(async () => {
    span('outer', () => {
      background = turn().then(() => span('background', () => {}))
    })
    await background
  })
  expect(shape).toBe('root(outer background)')
})

test('a rejection that nobody handles stays one', async () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  const listeners = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', note)
  try {
    await inTrace(async () => {
      void span('a', () => Promise.reject(boom))
      await sleep(5)
    })
  } finally {
    process.removeAllListeners('unhandledRejection')
    for (const listener of listeners) process.on('unhandledRejection', listener)
  }
  expect(unhandled).toEqual([boom])
})
