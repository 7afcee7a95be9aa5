import { describe, expect, test } from 'vitest'
import { coldStart } from '../../../../../src/core/time/latency/modifiers/cold-start.ts'
import { errorRate } from '../../../../../src/core/time/latency/modifiers/error-rate.ts'
import { readModifiers } from '../../../../../src/core/time/latency/modifiers/read-modifiers.ts'
import { thrownBy } from '../../../../helpers/thrown-by.ts'

describe('readModifiers', () => {
  test('takes modifiers, and no option for none', () => {
    const modifiers = [coldStart('2s'), errorRate('1%', 503)]
    expect(readModifiers(modifiers, 'here')).toStrictEqual(modifiers)
    expect(readModifiers(undefined, 'here')).toStrictEqual([])
  })

  test('takes your own', () => {
    const own = { description: 'mine', begin: () => ({ latency: (ms: number) => ms + 1 }) }
    expect(readModifiers([own], 'here')).toStrictEqual([own])
  })

  const fix = "Write modifiers: [coldStart('2s'), errorRate('1%', 503)]."

  test.for<[unknown, string]>([
    [
      coldStart('2s'),
      `here: \`modifiers\` must be an array, received an object with description, begin. ${fix}`,
    ],
    [null, `here: \`modifiers\` must be an array, received null. ${fix}`],
    [
      [coldStart('2s'), coldStart],
      `here: \`modifiers[1]\` must be a modifier, received function coldStart. ${fix}`,
    ],
    [[null], `here: \`modifiers[0]\` must be a modifier, received null. ${fix}`],
    [
      [{ begin: () => ({}) }],
      `here: \`modifiers[0]\` must be a modifier, received an object with begin. ${fix}`,
    ],
  ])('refuses %o', ([value, message]) => {
    expect(thrownBy(() => readModifiers(value, 'here')).message).toBe(message)
  })
})
