import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { consume, isStreaming, isThenable, sink } from '../../../src/worker/load/consume.ts'
import { withThen } from '../../helpers/thenable.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

async function* items<T>(...values: readonly T[]): AsyncGenerator<T> {
  yield* values
}

function webStream(...chunks: readonly string[]): ReadableStream<string> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

function locked(): ReadableStream<string> {
  const stream = webStream('a')
  stream.getReader()
  return stream
}

/** What another realm's, or another package's, fetch returns. */
function foreignResponse(body: unknown): object {
  return { body, bodyUsed: false, headers: new Map(), status: 200 }
}

describe('isThenable', () => {
  test.for<[string, unknown, boolean]>([
    ['a promise', Promise.resolve(), true],
    ['anything with a then', withThen({}, () => {}), true],
    [
      'a function with one',
      withThen(
        () => {},
        () => {},
      ),
      true,
    ],
    ['a then that cannot be called', withThen({}, 5), false],
    ['an object', {}, false],
    ['a function', () => {}, false],
    ['null', null, false],
    ['undefined', undefined, false],
    ['a text', 'then', false],
    ['a number', 5, false],
  ])('%s: %s', ([, value, expected]) => {
    expect(isThenable(value)).toBe(expected)
  })
})

describe('isStreaming', () => {
  test.for<[string, () => unknown, boolean]>([
    ['an async generator', () => items(1), true],
    ['anything that is async iterable', () => ({ [Symbol.asyncIterator]: () => items(1) }), true],
    ['a Node stream', () => Readable.from(['a']), true],
    ['a web stream', () => webStream('a'), true],
    ['a Response with a body', () => new Response('a'), true],
    ['one of another fetch', () => foreignResponse(webStream('a')), true],
    ['a Response without a body', () => new Response(null, { status: 204 }), false],
    ['a web stream that somebody reads', locked, false],
    ['a Response that somebody reads', () => foreignResponse(locked()), false],
    ['a Response whose body is no stream', () => foreignResponse('text'.split('')), false],
    ['an object with a body alone', () => ({ body: webStream('a') }), false],
    ['an array', () => [1, 2], false],
    ['a generator', () => [1].values(), false],
    ['a text', () => 'abc', false],
    ['null', () => null, false],
    ['undefined', () => undefined, false],
    ['a function', () => items, false],
  ])('%s: %s', ([, make, expected]) => {
    expect(isStreaming(make())).toBe(expected)
  })

  test('a Response that was read to its end is none any more', async () => {
    const response = new Response('a')
    await response.text()
    expect(isStreaming(response)).toBe(false)
    expect(await consume(response, undefined)).toBeUndefined()
  })
})

describe('consume', () => {
  test.for<[string, (log: string[]) => unknown]>([
    ['an async generator', () => items('a', 'b', 'c')],
    ['a Node stream', () => Readable.from(['a', 'b', 'c'])],
    ['a web stream', () => webStream('a', 'b', 'c')],
  ])('reads %s to its end, and says when the first item came', async ([, make]) => {
    let ms = 0
    sink.item = undefined
    // Looks at the clock for the first item only.
    expect(await consume(make([]), undefined, () => ++ms)).toBe(1)
    expect(ms).toBe(1)
    expect(String(sink.item)).toBe('c')
  })

  test('reads the body of a Response', async () => {
    const response = new Response('hello')
    expect(await consume(response, undefined, () => 7)).toBe(7)
    expect(response.bodyUsed).toBe(true)
  })

  test('takes 0 for a time, and undefined for an item', async () => {
    let calls = 0
    expect(await consume(items(undefined, undefined), undefined, () => calls++)).toBe(0)
    expect(calls).toBe(1)
  })

  test.for<[string, () => unknown]>([
    ['a stream without items', () => items()],
    ['an empty body', () => new Response('')],
    ['what is no stream', () => ({ a: 1 })],
    ['nothing', () => undefined],
    ['a stream that somebody else reads', locked],
  ])('knows no first item of %s', async ([, make]) => {
    expect(await consume(make(), undefined, () => 5)).toBeUndefined()
  })

  test('throws what the stream throws', async () => {
    const broken = new Error('the line broke')
    async function* failing(): AsyncGenerator<number> {
      yield 1
      throw broken
    }
    expect(await rejectionOf(consume(failing(), undefined))).toBe(broken)
  })

  test('throws the reason of the signal, and closes the stream', async () => {
    const controller = new AbortController()
    const reason = new Error('too long')
    let closed = false
    let read = 0
    async function* endless(): AsyncGenerator<number> {
      try {
        for (;;) {
          if (++read === 3) controller.abort(reason)
          yield read
        }
      } finally {
        closed = true
      }
    }
    expect(await rejectionOf(consume(endless(), controller.signal))).toBe(reason)
    expect([read, closed]).toStrictEqual([3, true])
  })

  test('is done when a stream ends, though its signal is aborted afterwards', async () => {
    const controller = new AbortController()
    expect(await consume(items(1), controller.signal, () => 5)).toBe(5)
    controller.abort()
  })
})
