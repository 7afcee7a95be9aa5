import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { describeError, messageOf, publicError, publicStack } from '../../src/core/thrown.ts'

const throwing = (key: string): Error =>
  Object.defineProperty(new Error('503'), key, {
    get() {
      throw new Error('the getter')
    },
  })
const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error('the trap')
    },
    getPrototypeOf() {
      throw new Error('the trap')
    },
    has() {
      throw new Error('the trap')
    },
    ownKeys() {
      throw new Error('the trap')
    },
  },
)

describe('describeError', () => {
  test.for<[string, unknown, string]>([
    ['an error', new TypeError('fetch failed'), 'TypeError: fetch failed'],
    ['the first line', new Error('first\nsecond'), 'Error: first'],
    ['colours', new Error('\u001B[31mred\u001B[0m'), 'Error: red'],
    ['secrets', new Error('password=hunter2'), 'Error: password=[redacted]'],
    ['a string', 'a string', 'a string'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 42, '42'],
    ['an object like an error', { message: 'like an error' }, 'like an error'],
    ['an odd name', Object.assign(new Error('503'), { name: Symbol('odd') }), 'Error: 503'],
    ['an odd message', Object.assign(new Error('503'), { message: Symbol('odd') }), 'Error: Symbol(odd)'],
    ['an error of another realm', runInNewContext("new TypeError('503')"), 'TypeError: 503'],
    ['a name that throws', throwing('name'), 'Error: 503'],
    ['a message that throws', throwing('message'), 'Error: undefined'],
  ])('describes %s', ([, error, text]) => {
    expect(describeError(error)).toBe(text)
  })

  test('describes what cannot be read', () => {
    expect(describeError(hostile)).toBe('a value that cannot be read (object)')
    expect(messageOf(hostile)).toBe('')
  })
})

describe('publicStack', () => {
  test('has no secrets, and twelve lines at most', () => {
    const error = new Error('failed')
    error.stack = ['Error: password=hunter2', ...Array.from({ length: 30 }, (_, i) => `    at f${i}`)].join(
      '\n',
    )
    const lines = publicStack(error)?.split('\n') ?? []
    expect(lines[0]).toBe('Error: password=[redacted]')
    expect(lines).toHaveLength(12)
  })

  test.for<[string, unknown]>([
    ['a string', 'text'],
    ['nothing', undefined],
    ['what cannot be read', hostile],
    ['an error that throws it', throwing('stack')],
    ['an error with another value', Object.assign(new Error('x'), { stack: 7 })],
  ])('of %s there is none', ([, thrown]) => {
    expect(publicStack(thrown)).toBeUndefined()
  })
})

describe('publicError', () => {
  test('copies name, message, stack and causes, without secrets and what hangs on it', () => {
    const cause = Object.assign(new TypeError('401 for https://x.example/?api_key=K'), {
      request: { authorization: 'Bearer abcdefgh1' },
    })
    const copy = publicError(new Error('token=0123456789', { cause }))
    expect(copy.message).toBe('token=[redacted]')
    expect(copy.stack).toMatch(/^Error: token=\[redacted\]\n {4}at /)
    expect(copy.cause).toMatchObject({
      name: 'TypeError',
      message: '401 for https://x.example/?api_key=[redacted]',
    })
    expect(copy.cause).not.toHaveProperty('request')
    expect(Object.keys(copy)).toStrictEqual([])
  })

  test('follows a circle of causes for a while', () => {
    const error = new Error('round')
    error.cause = error
    let depth = 0
    for (let at: unknown = publicError(error); at instanceof Error; at = at.cause) depth++
    expect(depth).toBe(6)
  })

  test.for<[string, unknown, string]>([
    ['a string', 'password=hunter2', 'password=[redacted]'],
    ['nothing', undefined, 'undefined'],
    ['what cannot be read', hostile, 'a value that cannot be read (object)'],
    ['a cause that throws', throwing('cause'), '503'],
    ['a stack that throws', throwing('stack'), '503'],
    ['a message that throws', throwing('message'), 'undefined'],
  ])('makes an error of %s', ([, thrown, message]) => {
    expect(publicError(thrown).message).toBe(message)
  })
})
