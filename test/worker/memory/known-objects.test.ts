import { expect, test } from 'vitest'
import { findAllocation } from '../../../src/worker/memory/find-allocation.ts'

class Point {
  readonly x: number
  readonly y: number
  constructor(x: number, y: number) {
    this.x = x
    this.y = y
  }
}

let next = 0
const [half, word] = [0.5, 'a string that is long enough ']

/**
 * What V8 lays out where a pointer takes 8 bytes: an object is three words (shape,
 * properties, elements) and its fields, an array four and its elements, which
 * are two words and one for each; a number with a fraction is two words.
 */
test.for<[string, number, () => unknown]>([
  ['an object with one field', 32, () => ({ a: next++ })],
  ['an object with three fields', 48, () => ({ a: next++, b: word, c: word })],
  ['an instance of a class', 40, () => new Point(next++, 7)],
  ['an empty array', 32, () => []],
  ['an array of three', 72, () => [next++, word, word]],
  ['an array for a hundred', 848, () => new Array(100)],
  ['a number with a fraction', 16, () => next++ + half],
  ['two strings put together', 32, () => word + (next++ % 2 === 0 ? word : 'or another string')],
])('%s is %d B, within 1 %%', async ([, bytes, fn]) => {
  const watched = { fn, test: undefined, place: 'test', at: new Error('at'), clock: undefined }
  const finding = await findAllocation(
    { ...watched, maxTimeMs: 3_000, defaultTimeMs: 3_000 },
    { limitBytes: bytes, warmupCalls: 20_000 },
  )
  expect(finding?.figure.bytes).toBeGreaterThan(bytes * 0.99)
  expect(finding?.figure.bytes).toBeLessThan(bytes * 1.01)
  expect(finding?.figure.offHeapBytes).toBeLessThan(1)
})
