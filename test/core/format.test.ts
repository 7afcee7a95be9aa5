import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatAgainst,
  formatCount,
  formatExact,
  formatExactShare,
  formatNames,
  formatNumber,
  formatShare,
  formatShareAgainst,
  printable,
  sparkline,
} from '../../src/core/format.ts'

/** What a reader takes a formatted number for. */
const parse = (text: string): number => Number(text.replaceAll(' ', ''))

describe('formatNumber', () => {
  test.for<[number, string]>([
    [1904, '1 904'],
    [1_234_567.8, '1 234 568'],
    [412, '412'],
    [412.4, '412'],
    [98.24, '98.2'],
    [1.234, '1.23'],
    [0.0456, '0.0456'],
    [0.000123, '0.000123'],
    [0.000_000_4, '0.000000'],
    [0, '0'],
    [-1500, '-1 500'],
    [Number.NaN, '—'],
    [Infinity, '—'],
  ])('writes %d as %o', ([value, text]) => {
    expect(formatNumber(value)).toBe(text)
  })

  test('keeps at least three figures', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e9, noNaN: true }), (value) => {
        expect(Math.abs(parse(formatNumber(value)) / value - 1)).toBeLessThanOrEqual(0.005)
      }),
    )
  })
})

describe('formatExact', () => {
  test.for<[number, string]>([
    [1500, '1 500'],
    [1_000_000, '1 000 000'],
    [1234.5678, '1 234.5678'],
    [0.1, '0.1'],
    [0.000_000_3, '0.0000003'],
    [300, '300'],
  ])('writes %d as %o', ([value, text]) => {
    expect(formatExact(value)).toBe(text)
  })

  test('loses no digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 1e15, noNaN: true }), (value) => {
        expect(parse(formatExact(value))).toBe(value)
      }),
    )
  })
})

describe('formatAgainst', () => {
  test.for<[number, number, string]>([
    [1904, 1500, '1 904'],
    [1500.3, 1500, '1 500.3'],
    [1500.0004, 1500, '1 500.0004'],
    [1499.9996, 1500, '1 499.9996'],
    [1500, 1500, '1 500'],
    [0.5, 0.5, '0.5'],
    [99.96, 100, '99.96'],
    [0, 1, '0'],
    [Number.NaN, 1500, '—'],
  ])('writes %d beside %d as %o', ([received, limit, text]) => {
    expect(formatAgainst(received, limit)).toBe(text)
  })

  const value = fc.double({ min: 1e-5, max: 1e9, noNaN: true })
  const near = fc
    .tuple(
      fc.double({ min: 1e-4, max: 1e9, noNaN: true }),
      fc.integer({ min: -9, max: 9 }),
      fc.integer({ min: 1, max: 15 }),
    )
    .map(([limit, steps, digits]) => [limit * (1 + steps * 10 ** -digits), limit] as const)

  test('never shows a value on the other side of its limit', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(value, value), near), ([received, limit]) => {
        const shown = parse(formatAgainst(received, limit))
        expect(Math.sign(shown - limit)).toBe(Math.sign(received - limit))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('formatShare', () => {
  test.for<[number, string]>([
    [0, '0 %'],
    [1 / 300, '0.33 %'],
    [0.005, '0.50 %'],
    [0.01, '1 %'],
    [0.0125, '1.3 %'],
    [0.286, '29 %'],
    [1, '100 %'],
    [Number.NaN, '—'],
  ])('writes %d as %o', ([share, text]) => {
    expect(formatShare(share)).toBe(text)
  })

  test('writes every whole percentage as a whole number', () => {
    for (let percent = 0; percent <= 100; percent++) expect(formatShare(percent / 100)).toBe(`${percent} %`)
  })
})

describe('formatExactShare', () => {
  test.for<[number, string]>([
    [0.01, '1 %'],
    [0.07, '7 %'],
    [0.125, '12.5 %'],
    [0.999, '99.9 %'],
    [0.000_05, '0.005 %'],
    [1, '100 %'],
  ])('writes %d as %o', ([share, text]) => {
    expect(formatExactShare(share)).toBe(text)
  })
})

describe('formatShareAgainst', () => {
  test.for<[number, number, string]>([
    [0.29, 0.05, '29 %'],
    [0.05, 0.05, '5 %'],
    [0.128, 0.125, '13 %'],
    [0.124, 0.125, '12 %'],
    [0.0101, 0.01, '1.01 %'],
    [1, 0.999, '100 %'],
    [0, 0.01, '0 %'],
    [Number.NaN, 0.01, '—'],
  ])('writes %d beside %d as %o', ([received, limit, text]) => {
    expect(formatShareAgainst(received, limit)).toBe(text)
  })

  test('never shows a share on the other side of its limit', () => {
    const shares = fc
      .integer({ min: 1, max: 100_000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
      .map(([failed, n]) => failed / n)
    const limit = fc.integer({ min: 1, max: 10_000 }).map((basisPoints) => basisPoints / 10_000)
    const near = fc
      .tuple(limit, fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 8 }))
      .map(([exact, steps, digits]) => [exact * (1 + steps * 10 ** -digits), exact] as const)
    const percentage = (text: string): number => parse(text.replace('%', ''))
    fc.assert(
      fc.property(fc.oneof(fc.tuple(shares, limit), near), ([received, exact]) => {
        const [shown, against] = [formatShareAgainst(received, exact), formatExactShare(exact)]
        expect(Math.sign(percentage(shown) - percentage(against))).toBe(Math.sign(received - exact))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('formatCount', () => {
  test.for<[number, string]>([
    [0, '0 iterations'],
    [1, '1 iteration'],
    [2, '2 iterations'],
    [1000, '1 000 iterations'],
  ])('writes %d as %o', ([count, text]) => {
    expect(formatCount(count, 'iteration')).toBe(text)
  })

  test('takes a plural of its own', () => {
    expect(formatCount(2, 'query', 'queries')).toBe('2 queries')
  })
})

describe('sparkline', () => {
  test.for<[number[], string]>([
    [[], ''],
    [[5], '█'],
    [[0, 0], '▁▁'],
    [[0, 1, 2, 3, 4, 5, 6, 7], '▁▂▃▄▅▆▇█'],
    [[1, 1000], '▂█'],
    [[4, 8, 4], '▅█▅'],
  ])('draws %o', ([counts, text]) => {
    expect(sparkline(counts)).toBe(text)
  })

  test('draws one block a bin, the lowest for empty bins alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e6), { maxLength: 40 }), (counts) => {
        const blocks = Array.from(sparkline(counts))
        expect(blocks.map((block) => block === '▁')).toStrictEqual(counts.map((count) => count === 0))
      }),
    )
  })
})

describe('formatNames', () => {
  test.for<[string[], string]>([
    [[], ''],
    [['a'], '"a"'],
    [['a', 'b\n', 'c'], '"a", "b", "c"'],
    [['a', 'b', 'c', 'd'], '"a", "b", "c" and 1 more'],
    [['a', 'b', 'c', 'd', 'e'], '"a", "b", "c" and 2 more'],
  ])('of %o is %s', ([names, text]) => {
    expect(formatNames(names)).toBe(text)
  })
})

describe('printable', () => {
  test.for<[string, string]>([
    ['plain', 'plain'],
    ['  padded ', 'padded'],
    ['two\nlines', 'two lines'],
    ['win\r\nlines', 'win lines'],
    ['\u001B[31mred\u001B[0m', 'red'],
    ['bell\u0007', 'bell'],
    ['8-bit \u009B31mred', '8-bit red'],
    ['a \u001B]8;;http://evil.example/\u0007link\u001B]8;;\u001B\\', 'a link'],
    ['charset \u001B(Bmark', 'charset mark'],
    ['line\u2028separator\u2029', 'line separator'],
    ['Größe → 日本 🚀', 'Größe → 日本 🚀'],
  ])('makes %o safe', ([text, safe]) => {
    expect(printable(text)).toBe(safe)
  })
})
