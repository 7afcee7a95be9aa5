import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SkillperfError, show, usageError } from '../../src/core/errors.ts'

describe('usageError', () => {
  test('says place, rule, value and fix', () => {
    const error = usageError({
      place: 'here',
      rule: '`n` must be 1',
      received: { value: 2 },
      fix: 'Write 1.',
    })
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.name).toBe('SkillperfError')
    expect(error.message).toBe('here: `n` must be 1, received 2. Write 1.')
  })

  test('leaves the value out when there is none to show', () => {
    expect(usageError({ place: 'here', rule: 'something is missing', fix: 'Add it.' }).message).toBe(
      'here: something is missing. Add it.',
    )
  })

  test('shows undefined when that is what was received', () => {
    expect(usageError({ place: 'here', rule: 'r', received: { value: undefined }, fix: 'f' }).message).toBe(
      'here: r, received undefined. f',
    )
  })
})

describe('show', () => {
  class Agent {
    readonly skill = 'research'
  }

  test.for<[unknown, string]>([
    ['abc', '"abc"'],
    ['line\nbreak', String.raw`"line\nbreak"`],
    [1.5, '1.5'],
    [12n, '12n'],
    [true, 'true'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('mark'), 'Symbol(mark)'],
    [() => {}, 'function (anonymous)'],
    [function research() {}, 'function research'],
    [new TypeError('no'), 'TypeError: no'],
    [new Date(Number.NaN), 'a Date (Invalid Date)'],
    [[1, 2], 'an array of 2'],
    [{}, 'an empty object'],
    [{ p50: 1, p95: 2 }, 'an object with p50, p95'],
    [new Agent(), 'an instance of Agent'],
    [Promise.resolve(), 'an instance of Promise'],
    [Object.assign(Object.create(null) as object, { p50: 1 }), 'an object with p50'],
  ])('shows %o', ([value, text]) => {
    expect(show(value)).toBe(text)
  })

  test('stays on one short line, and never throws, whatever the value', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withNullPrototype: true,
        }),
        (value) => {
          const text = show(value)
          expect(text.length).toBeLessThan(200)
        },
      ),
    )
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('the trap')
        },
      },
    )
    expect(show(hostile)).toBe('a value that cannot be read (object)')
    expect(show('x'.repeat(1_000))).toBe(`"${'x'.repeat(116)}...`)
  })
})
