import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { callable, knownKeys, nearest, oneOf, plainObject, wholeNumber } from '../../src/core/check.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describe('plainObject', () => {
  test.for<[string, object]>([
    ['a literal', { a: 1 }],
    ['one without a prototype', Object.create(null) as object],
    ['one of another realm', runInNewContext('({ a: 1 })') as object],
    ['a structured clone', structuredClone({ a: 1 })],
  ])('takes %s', ([, value]) => {
    expect(plainObject(value, 'here', 'Fix.')).toBe(value)
  })

  test.for<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    [5, '5'],
    ['abc', '"abc"'],
    [[1], 'an array of 1'],
    [new Map(), 'an instance of Map'],
    [() => {}, 'function (anonymous)'],
  ])('refuses %o', ([value, shown]) => {
    expect(thrownBy(() => plainObject(value, 'here', 'Fix.')).message).toBe(
      `here: options must be a plain object, received ${shown}. Fix.`,
    )
  })
})

describe('knownKeys', () => {
  test('takes every known key', () => {
    expect(() => knownKeys({ p50: 1, p95: 2 }, ['p50', 'p95', 'p99'], 'here')).not.toThrow()
  })

  test.for<[object, string]>([
    [{ p96: 1 }, 'here: unknown option `p96`. Did you mean `p95`? Known: p95, warmup.'],
    [{ warmUp: 1 }, 'here: unknown option `warmUp`. Did you mean `warmup`? Known: p95, warmup.'],
    [{ somethingElse: 1 }, 'here: unknown option `somethingElse`. Known: p95, warmup.'],
    [{ toString: 1 }, 'here: unknown option `toString`. Known: p95, warmup.'],
  ])('refuses %o', ([object, message]) => {
    expect(thrownBy(() => knownKeys(object, ['p95', 'warmup'], 'here')).message).toBe(message)
  })
})

describe('nearest', () => {
  const known = ['iterations', 'concurrency', 'warmup', 'seed']

  test.for<[string, string | undefined]>([
    ['iteration', 'iterations'],
    ['Iterations', 'iterations'],
    ['concurency', 'concurrency'],
    ['sed', 'seed'],
    ['timeout', undefined],
    ['somethingElse', undefined],
  ])('for %o suggests %o', ([word, suggestion]) => {
    expect(nearest(word, known)).toBe(suggestion)
  })

  test('suggests nothing when nothing is known', () => {
    expect(nearest('seed', [])).toBeUndefined()
  })
})

describe('wholeNumber', () => {
  test.for([0, 1, 300, Number.MAX_SAFE_INTEGER])('takes %d', (value) => {
    expect(wholeNumber(value, 'warmup', 'here', 0, 'Fix.')).toBe(value)
  })

  test.for<[unknown, string]>([
    [-1, '-1'],
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [2 ** 53, '9007199254740992'],
    ['3', '"3"'],
    [3n, '3n'],
    [null, 'null'],
  ])('refuses %o', ([value, shown]) => {
    expect(thrownBy(() => wholeNumber(value, 'warmup', 'here', 0, 'Fix.')).message).toBe(
      `here: \`warmup\` must be a whole number from 0 up, received ${shown}. Fix.`,
    )
  })
})

describe('callable', () => {
  test('takes functions of every kind', () => {
    for (const fn of [() => {}, async () => {}, function named() {}, Map]) {
      expect(callable(fn, 'fn', 'here', 'Fix.')).toBe(fn)
    }
  })

  test('refuses what cannot be called', () => {
    expect(thrownBy(() => callable(Promise.resolve(1), 'fn', 'here', 'Fix.')).message).toBe(
      'here: `fn` must be a function, received an instance of Promise. Fix.',
    )
  })
})

describe('oneOf', () => {
  test('takes one of the words', () => {
    expect(oneOf('warn', ['error', 'warn'], 'mode', 'here')).toBe('warn')
  })

  test.for<[unknown, string]>([
    ['Warn', '"Warn"'],
    [1, '1'],
    [undefined, 'undefined'],
  ])('refuses %o', ([value, shown]) => {
    expect(thrownBy(() => oneOf(value, ['error', 'warn'], 'mode', 'here')).message).toBe(
      `here: \`mode\` must be one of "error", "warn", received ${shown}. Write one of these, or leave \`mode\` out.`,
    )
  })
})
