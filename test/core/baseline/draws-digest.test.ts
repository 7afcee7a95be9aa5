import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawsDigest, sameDraws } from '../../../src/core/baseline/draws-digest.ts'

const drawn = fc.array(fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: undefined }), { maxLength: 16 })
const inMs = (us: readonly (number | undefined)[]): (number | undefined)[] =>
  us.map((value) => (value === undefined ? undefined : value / 1_000))

describe('a digest of draws', () => {
  test('has two characters for each iteration', () => {
    expect(drawsDigest([100, undefined, 12.345])).toMatchInlineSnapshot(`"uD..C0"`)
    expect(drawsDigest([])).toBe('')
    expect(drawsDigest(new Array<number>(20).fill(5))).toHaveLength(32)
  })

  test('is the same for the same draws, and one letter, digit, point or dash after another', () => {
    fc.assert(
      fc.property(drawn, (us) => {
        const digest = drawsDigest(inMs(us))
        expect(digest).toBe(drawsDigest(inMs(us)))
        expect(digest).toMatch(/^[\w.-]*$/)
        expect(sameDraws(digest, digest)).toBe(true)
      }),
    )
  })

  test('does not tell runs apart in which not the same iterations have called', () => {
    fc.assert(
      fc.property(drawn, fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }), (us, kept) => {
        const fewer = us.map((value, i) => (kept[i] === true ? value : undefined))
        expect(sameDraws(drawsDigest(inMs(us)), drawsDigest(inMs(fewer)))).toBe(true)
      }),
    )
  })

  test('tells apart what differs by a microsecond', () => {
    let same = 0
    for (let us = 0; us < 1_000; us++) {
      if (sameDraws(drawsDigest([us / 1_000]), drawsDigest([(us + 1) / 1_000]))) same++
    }
    // By chance, one of 4 096 pairs.
    expect(same).toBeLessThan(4)
  })

  test('does not hang on where an equal draw stands', () => {
    expect(drawsDigest([5, 5]).slice(0, 2)).not.toBe(drawsDigest([5, 5]).slice(2))
  })
})
