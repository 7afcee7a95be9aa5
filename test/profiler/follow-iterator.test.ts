import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { hub } from '../../src/profiler/hub.ts'
import { span } from '../../src/profiler/span.ts'
import { startSpan } from '../../src/profiler/start-span.ts'
import { trace } from '../../src/profiler/trace.ts'
import { inTrace } from '../helpers/in-trace.ts'

const mark = (name: string): void => span(name, () => {})

function* numbers(): Generator<number, string> {
  mark('before')
  yield 1
  mark('between')
  yield 2
  return 'end'
}

async function* pages(): AsyncGenerator<string> {
  await turn()
  mark('first')
  yield 'a'
  await turn()
  mark('second')
  yield 'b'
}

const items = async (of: AsyncIterable<string>): Promise<string[]> => {
  const all: string[] = []
  for await (const item of of) {
    mark('consumer')
    all.push(item)
  }
  return all
}

test.for<[way: string, read: () => unknown, shape: string, items: number]>([
  ['to its end', () => expect([...span('n', numbers)]).toEqual([1, 2]), 'n(before between)', 2],
  [
    'step by step',
    () => {
      const it = span('n', numbers)
      mark('outside')
      expect([it.next(), it.next(), it.next(), it.next()]).toEqual([
        { value: 1, done: false },
        { value: 2, done: false },
        { value: 'end', done: true },
        { value: undefined, done: true },
      ])
    },
    'n(before between) outside',
    2,
  ],
  [
    'left early',
    () => {
      for (const n of span('n', numbers)) if (n === 1) break
    },
    'n(before)',
    1,
  ],
  ['returned before it began', () => span('n', numbers).return('no'), 'n', 0],
  [
    'thrown into',
    () => {
      const it = span('n', numbers)
      it.next()
      expect(() => it.throw(new Error('no'))).toThrow('no')
    },
    'n!(before)',
    1,
  ],
  [
    'by yield*',
    () => [
      ...(function* () {
        yield* span('n', numbers)
      })(),
    ],
    'n(before between)',
    2,
  ],
  [
    'with the helpers of iterators',
    () => {
      const it = span('n', numbers)
      const map = Reflect.get(it, 'map') as (of: (n: number) => number) => Iterable<number>
      expect([...map.call(it, (n) => n * 2)]).toEqual([2, 4])
    },
    'n(before between)',
    2,
  ],
  ['async, to its end', () => items(span('n', pages)), 'n(first second) consumer consumer', 2],
  [
    'out of a promise',
    async () => items(await span('n', async () => pages())),
    'n(first second) consumer consumer',
    2,
  ],
  [
    'async, left early',
    async () => {
      for await (const _ of span('n', pages)) break
    },
    'n(first)',
    1,
  ],
  [
    'all asked for at once',
    async () => {
      const it = span('n', pages)
      expect(await Promise.all([it.next(), it.next(), it.next()])).toEqual([
        { value: 'a', done: false },
        { value: 'b', done: false },
        { value: undefined, done: true },
      ])
    },
    'n(first second)',
    2,
  ],
  ['of a traced generator', () => [...trace('n', numbers)()], 'n(before between)', 2],
  [
    'an iterator that is no generator',
    () => {
      let n = 0
      const iterator = {
        [Symbol.iterator]: () => iterator,
        next: () => (mark('step'), { done: n === 2, value: n++ }),
      }
      expect([...span('n', () => iterator)]).toEqual([0, 1])
    },
    'n(step step step)',
    2,
  ],
  [
    'an iterator that needs not be told that it is left',
    () => {
      for (const _ of span('n', () => [1, 2].values())) break
    },
    'n',
    1,
  ],
  [
    'an async one',
    async () => {
      let n = 0
      const iterator: AsyncIterableIterator<number> = {
        [Symbol.asyncIterator]: () => iterator,
        next: () => Promise.resolve({ done: false, value: n++ }),
      }
      for await (const value of span('n', () => iterator)) if (value === 2) break
    },
    'n',
    3,
  ],
  [
    'a generator that asks itself for more',
    () => {
      const it: Generator = span('n', function* () {
        try {
          it.next()
        } catch (error) {
          yield error
        }
        mark('goes on')
      })
      expect([...it]).toEqual([new TypeError('Generator is already running')])
    },
    'n(goes on)',
    1,
  ],
  [
    'an iterator that asks itself for more',
    () => {
      let n = 0
      const iterator: IterableIterator<number> = {
        [Symbol.iterator]: () => iterator,
        next: () => (n++ % 2 === 0 ? iterator.next() : { done: n > 4, value: n }),
      }
      expect([...span('n', () => iterator)]).toEqual([2, 4])
    },
    'n',
    2,
  ],
])('a span lasts until its iterator is through: %s', async ([, read, shape, count]) => {
  const { root, shape: all, faults } = await inTrace(read)
  expect(all).toBe(`root(${shape})`)
  expect(root.children[0]?.attributes['items']).toBe(count)
  expect(faults.unfinished).toBe(0)
})

test('the time to the first item is noted, and errors', async () => {
  let ms = 0
  const { root } = await inTrace(
    async () => {
      const stream = span('stream', async function* () {
        ms += 5
        yield 'a'
        ms += 7
        await turn()
        throw new TypeError('cut off')
      })
      await expect(items(stream)).rejects.toThrow('cut off')
    },
    { now: () => ms },
  )
  expect(root.children[0]).toMatchObject({
    durationMs: 12,
    failed: true,
    attributes: { items: 1, firstItemMs: 5, 'error.type': 'TypeError', 'error.message': 'cut off' },
  })
})

test('it is the generator itself', async () => {
  await inTrace(() => {
    const generator = numbers()
    expect(span('n', () => generator)).toBe(generator)
    expect(Object.keys(generator)).toEqual([])
    expect(generator[Symbol.iterator]()).toBe(generator)
  })
})

test('a scope within it goes on after a yield, and the consumer is not in it', async () => {
  const { shape } = await inTrace(() => {
    const it = span('n', function* () {
      using _ = startSpan('scope')
      yield 1
      mark('in scope')
      yield 2
      mark('still')
    })
    it.next()
    mark('consumer')
    it.next()
    mark('consumer')
    it.next()
  })
  expect(shape).toBe('root(n(scope(in scope still)) consumer consumer)')
})

test('spans around each other follow the same iterator', async () => {
  const inner = trace('inner', numbers)
  const { shape } = await inTrace(() => [...span('outer', () => inner())])
  expect(shape).toBe('root(outer(inner(before between)))')
})

test('one that nobody reads is cut', async () => {
  const { shape, faults } = await inTrace(() => span('n', numbers))
  expect(shape).toBe('root(n…)')
  expect(faults.unfinished).toBe(1)
})

test('what can be read again is no iterator: an array, a stream, a Response', async () => {
  const { root, faults } = await inTrace(() => {
    span('array', () => [1, 2])
    span('map', () => new Map([[1, 2]]))
    span('stream', () => new ReadableStream())
    span('response', () => new Response('text'))
  })
  expect(root.children.map(({ attributes }) => attributes)).toEqual([{}, {}, {}, {}])
  expect(faults.unfinished).toBe(0)
})

test('one that is handed out again and again is followed by the first spans only', async () => {
  const shared = numbers()
  const { root, faults } = await inTrace(() => {
    for (let n = 0; n < 100; n++) span('get', () => shared)
    expect([...shared]).toEqual([1, 2])
  })
  expect(root.children.filter(({ attributes }) => attributes['items'] === 2)).toHaveLength(16)
  expect(faults.unfinished).toBe(0)
})

test('a frozen one is left alone', async () => {
  const { root, faults } = await inTrace(() => {
    const generator = Object.freeze(numbers())
    expect([...span('n', () => generator)]).toEqual([1, 2])
  })
  expect(root.children[0]?.attributes).toEqual({})
  expect(faults.unfinished).toBe(0)
})

test('it goes on when its trace is over', async () => {
  let it: Generator<number> | undefined
  await inTrace(() => {
    it = span('n', numbers)
    it.next()
  })
  hub.listening++
  expect([...(it ?? [])]).toEqual([2])
  hub.listening--
})
