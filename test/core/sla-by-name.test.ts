import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import { inheritLimits, matchesPattern, readSlaOption } from '../../src/core/sla.ts'
import type { Limit, SlaOption } from '../../src/core/sla.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

function shown(limits: readonly Limit[]): [string, number][] {
  return limits.map(({ statistic, limit }) => [statistic.label, limit])
}

describe('matchesPattern', () => {
  test.for<[string, string, boolean]>([
    ['research', 'research', true],
    ['research', 'Research', false],
    ['research', 'resear', false],
    ['research', '*', true],
    ['', '*', true],
    ['', '', true],
    ['research', '', false],
    ['research', 'res*', true],
    ['research', '*rch', true],
    ['research', '*sea*', true],
    ['research', 'r*e*h', true],
    ['research', 'r*h*e', false],
    ['research', 'research*', true],
    ['research', '*research*', true],
    ['research', '**research**', true],
    // Parts must not overlap.
    ['ab', 'ab*b', false],
    ['abb', 'ab*b', true],
    ['aba', 'aba*aba', false],
    ['abcbc', '*bc*bc', true],
    ['abc', '*bc*bc', false],
    ['aab', 'a*a*b', true],
    ['ab', 'a*a*b', false],
    // No other character is special.
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
    ['a?c', 'a?c', true],
    ['abc', 'a?c', false],
    ['[a]', '[a]*', true],
    ['a', '[a]', false],
    [String.raw`a\b`, String.raw`a\*`, true],
    ['suite > research 5', 'suite > *', true],
    ['two\nlines', 'two*lines', true],
    ['*', '*', true],
    ['a*b', 'a*b', true],
  ])('%j is what %j describes: %s', ([name, pattern, expected]) => {
    expect(matchesPattern(name, pattern)).toBe(expected)
  })

  test('is what a regular expression says, with a part for each star', () => {
    // Few characters, so that parts repeat and overlap.
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n'), maxLength: 12 })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '*'), maxLength: 8 })
    fc.assert(
      fc.property(text, pattern, (name, given) => {
        const oracle = new RegExp(`^${given.replaceAll('.', String.raw`\.`).replaceAll('*', '.*')}$`, 's')
        expect(matchesPattern(name, given)).toBe(oracle.test(name))
      }),
    )
  })

  test('holds for any name that is made from its pattern', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1, maxLength: 5 }),
        fc.array(fc.string()),
        (parts, fill) => {
          const plain = parts.map((part) => part.replaceAll('*', ''))
          const name = plain.map((part, i) => part + (i < plain.length - 1 ? (fill[i] ?? '') : '')).join('')
          expect(matchesPattern(name, plain.join('*'))).toBe(true)
        },
      ),
    )
  })

  test('takes no longer than the name is long, whatever the stars', () => {
    const name = 'a'.repeat(20_000)
    expect(matchesPattern(name, `${'*a'.repeat(5_000)}*b`)).toBe(false)
  })
})

describe('readSlaOption', () => {
  test('reads limits for all, and those by name in the order in which they are written', () => {
    const read = readSlaOption(
      { p95: 2_000, errorRate: '1%', byName: { 'research *': { p99: '3s', p95: 1_500 }, plan: { max: 10 } } },
      'here',
    )
    expect(shown(read.all)).toStrictEqual([
      ['p95', 2_000],
      ['error rate', 0.01],
    ])
    expect(read.byName.map(({ pattern, limits }) => [pattern, shown(limits)])).toStrictEqual([
      [
        'research *',
        [
          ['p95', 1_500],
          ['p99', 3_000],
        ],
      ],
      ['plan', [['max', 10]]],
    ])
  })

  test('is content with limits of either kind', () => {
    expect(readSlaOption({ p95: 5 }, 'here').byName).toStrictEqual([])
    expect(readSlaOption({ byName: { a: { p95: 5 } } }, 'here').all).toStrictEqual([])
    expect(readSlaOption({ p95: 5, byName: undefined }, 'here').byName).toStrictEqual([])
    expect(readSlaOption({ p95: 5, byName: {} }, 'here').byName).toStrictEqual([])
  })

  const example = 'Write for example { p95: 1500, errorRate: 0.01 }.'
  const known = 'Known: p50, p75, p90, p95, p99, p999, mean, max, throughput, errorRate'

  test.for<[unknown, string]>([
    [null, `here: options must be a plain object, received null. ${example}`],
    [[], `here: options must be a plain object, received an array of 0. ${example}`],
    [{}, `here: an SLA needs at least one limit. ${example}`],
    [{ byName: {} }, `here: an SLA needs at least one limit. ${example}`],
    [{ byname: {} }, `here: unknown option \`byname\`. Did you mean \`byName\`? ${known}, byName.`],
    [
      { byName: [] },
      "here `byName`: options must be a plain object, received an array of 0. Write for example { 'research *': { p95: 1500 } }.",
    ],
    [
      { byName: null },
      "here `byName`: options must be a plain object, received null. Write for example { 'research *': { p95: 1500 } }.",
    ],
    [
      { byName: { 'a *': 1500 } },
      `here \`byName\` "a *": options must be a plain object, received 1500. ${example}`,
    ],
    [{ byName: { a: {} } }, `here \`byName\` "a": an SLA needs at least one limit. ${example}`],
    [
      { byName: { a: { p96: 5 } } },
      `here \`byName\` "a": unknown option \`p96\`. Did you mean \`p90\`? ${known}.`,
    ],
    [{ byName: { a: { byName: {} } } }, `here \`byName\` "a": unknown option \`byName\`. ${known}.`],
    [
      { p50: 5, byName: { a: { p95: 0 } } },
      'here `byName` "a" `p95`: the limit must be above 0 ms and finite, received 0. Write a number of milliseconds, such as 1500, or a string with a unit, such as \'1.5s\'.',
    ],
  ])('refuses %o', ([value, message]) => {
    const error = thrownBy(() => readSlaOption(value, 'here'))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
  })
})

describe('inheritLimits', () => {
  const ALL = '`sla` in the skillperf options (inherited)'
  const by = (pattern: string): string => `\`sla.byName\` "${pattern}" in the skillperf options (inherited)`

  function inherited(sla: SlaOption, ...names: readonly string[]): [string, number, string][] {
    return inheritLimits(readSlaOption(sla, 'here'), names).map(({ statistic, limit, origin }) => [
      statistic.label,
      limit,
      origin,
    ])
  }

  test.for<[string, SlaOption, string[], [string, number, string][]]>([
    [
      'the limits for all',
      { p95: 5, max: 9 },
      ['a'],
      [
        ['p95', 5, ALL],
        ['max', 9, ALL],
      ],
    ],
    ['nothing, where no pattern matches', { byName: { b: { p95: 5 } } }, ['a'], []],
    ['nothing without a name', { byName: { '*': { p95: 5 } } }, [], []],
    ['those of a pattern', { byName: { 'a*': { p95: 5 } } }, ['abc'], [['p95', 5, by('a*')]]],
    [
      'those of the pattern instead of those for all, one by one',
      { p50: 1, p95: 9, byName: { a: { p95: 5, p99: 7 } } },
      ['a'],
      [
        ['p50', 1, ALL],
        ['p95', 5, by('a')],
        ['p99', 7, by('a')],
      ],
    ],
    [
      'a weaker one, too, if the pattern says so',
      { p95: 5, byName: { a: { p95: 50 } } },
      ['a'],
      [['p95', 50, by('a')]],
    ],
    [
      'the last pattern that matches, for each statistic',
      { byName: { '*': { p95: 1, p99: 1 }, 'a*': { p95: 2 }, 'b*': { p95: 3, p99: 3 } } },
      ['abc'],
      [
        ['p95', 2, by('a*')],
        ['p99', 1, by('*')],
      ],
    ],
    [
      'by any of the names',
      { byName: { 'suite > *': { p95: 5 }, 'a test': { p99: 7 }, run: { max: 9 } } },
      ['run', 'a test', 'suite > a test'],
      [
        ['p95', 5, by('suite > *')],
        ['p99', 7, by('a test')],
        ['max', 9, by('run')],
      ],
    ],
  ])('takes %s', ([, sla, names, expected]) => {
    expect(inherited(sla, ...names)).toStrictEqual(expected)
  })

  test('gives one limit a statistic', () => {
    const sla = fc.record(
      { p50: fc.integer({ min: 1 }), p95: fc.integer({ min: 1 }), max: fc.integer({ min: 1 }) },
      { requiredKeys: ['p95'] },
    )
    const patterns = fc.dictionary(fc.constantFrom('*', 'a*', '*b', 'ab', 'c', '*a*'), sla)
    fc.assert(
      fc.property(sla, patterns, (all, byName) => {
        const limits = inherited({ ...all, byName }, 'ab')
        expect(new Set(limits.map(([label]) => label)).size).toBe(limits.length)
      }),
    )
  })
})
