import { spawnSync } from 'node:child_process'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { SpanAttributes } from '../../src/core/trace/span-table.ts'
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

test('a secret is hidden however short it is, and in a key, too', async () => {
  const { root } = await inTrace(() => {
    const given = {
      token: 'abc',
      'http.auth': 'me:abc',
      passwords: 'a,b',
      otp: 123_456,
      secret: true,
      input_tokens: 12,
      'sk-proj-abcdefgh1234': 1,
      'https://a.example/?key=abc': 2,
      'two\nlines': 3,
    }
    span('a', () => {}, given)
  })
  expect(root.children[0]?.attributes).toEqual({
    token: '[redacted]',
    'http.auth': '[redacted]',
    passwords: '[redacted]',
    otp: '[redacted]',
    secret: true,
    input_tokens: 12,
    '[redacted]': 1,
    'https://a.example/?key=[redacted]': 2,
    'two lines': 3,
  })
})

test.for<[what: string, attributes: unknown, kept: object]>([
  [
    'have a getter that throws',
    {
      get a(): string {
        throw boom
      },
      b: 1,
    },
    { b: 1 },
  ],
  ['are null', null, {}],
  ['are a text', 'text', {}],
  ['are frozen', Object.freeze({ a: Object.freeze({ b: 1 }), c: 2 }), { a: 'an object with b', c: 2 }],
  ['are a proxy that throws', revoked(), {}],
  ['hold one', { a: revoked(), b: 1 }, { a: 'a value that cannot be read (object)', b: 1 }],
  ['have symbols', { [Symbol('a')]: 1, b: Symbol('c') }, { b: 'Symbol(c)' }],
])('attributes that %s change nothing about the call', async ([, attributes, kept]) => {
  const { root } = await inTrace(() => expect(span('a', () => 1, attributes as SpanAttributes)).toBe(1))
  expect(root.children[0]?.attributes).toEqual(kept)
})

test.for<[what: string, result: unknown]>([
  ['a proxy that throws', revoked()],
  ['a `then` that throws', gettersThatThrow('then')],
  ['a `next` that throws', gettersThatThrow('next')],
  ['a promise behind a proxy', new Proxy(Promise.resolve(1), {})],
  ['a promise by its prototype only', Object.create(Promise.prototype)],
])('what a function returns is handed on: %s', async ([, result]) => {
  const { shape } = await inTrace(() => {
    // Not told by a matcher, which would read it.
    if (span('a', () => result) !== result) throw new Error('it is another one')
  })
  expect(shape).toMatch(/^root\(a…?\)$/)
})

/** Whatever is read of it throws. */
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

function gettersThatThrow(key: string): object {
  return Object.defineProperty({}, key, {
    get() {
      throw boom
    },
  })
}

test('of a span with very many attributes the first are kept, and new values of these', async () => {
  const { root } = await inTrace(() => {
    span('a', (s) => {
      for (let n = 0; n < 1_000; n++) s.setAttribute(`key ${n}`, n)
      s.setAttribute('key 0', -1)
    })
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`key ${n}`, n]))
    span('b', () => {}, many)
  })
  for (const { name, attributes } of root.children) {
    expect(Object.keys(attributes)).toHaveLength(128)
    expect(attributes).toMatchObject({ 'key 0': name === 'a' ? -1 : 0, 'key 127': 127 })
  }
})

test('texts that are cut hold nothing of what they were cut from', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const big = (n: number): string => `${n} is the number of this one. `.repeat(60_000)
  collect()
  const before = process.memoryUsage().heapUsed
  const { root } = await inTrace(
    () => {
      for (let n = 0; n < 60; n++) span(big(n), () => {}, { body: big(n) })
    },
    { strict: false },
  )
  collect()
  collect()
  expect(root.children).toHaveLength(60)
  // Of either of them alone there were more.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60 * 60_000 * 20)
})

test('code that calls itself too deep fails as it would without spans', () => {
  // In a process of its own, where no expression has been compiled yet: that takes more stack than there is.
  const program = `
    import { SkillProfiler } from './src/profiler/skill-profiler.ts'
    import { span } from './src/profiler/span.ts'
    let deep = () => undefined
    for (let level = 0; level < 20_000; level++) {
      const next = deep
      deep = () => span('deep', next)
    }
    try { new SkillProfiler('skill').span('call', deep) } catch (error) { console.log(String(error)) }
  `
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  })
  expect([stdout, stderr]).toEqual(['RangeError: Maximum call stack size exceeded\n', ''])
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
