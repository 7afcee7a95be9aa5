import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Modifier } from '../../src/core/time/latency/modifier.ts'
import { asText } from '../../src/mocks/as-text.ts'
import { tool } from '../../src/mocks/tool.ts'
import type { FunctionOptions } from '../../src/mocks/wrapped-function.ts'
import { installClockShims } from '../../src/worker/virtual/shims/install.ts'
import { CLOCKS, inTest, onClock } from '../helpers/in-test.ts'
import { rejectionOf, thrownBy } from '../helpers/thrown-by.ts'

installClockShims()

const failing = (failure: ReturnType<NonNullable<ReturnType<Modifier['begin']>['admit']>>): Modifier => ({
  description: 'fails',
  begin: () => ({ admit: () => failure }),
})

describe.for(CLOCKS)('a wrapped function on the %s clock', (clock) => {
  test('gives what the function gives, after the latency, and is counted', async () => {
    const find = tool.fn('find', (id: number, options: { deep: boolean }) => ({ id, ...options }), {
      latency: 3,
    })
    await inTest(async (perf, run) => {
      const { value, elapsed } = await onClock(perf, clock, () => find(7, { deep: true }))
      expect(value).toStrictEqual({ id: 7, deep: true })
      if (elapsed !== undefined) expect(elapsed).toBe(3)
      if (clock === 'real') {
        expect(run.loose.calls).toMatchObject([
          {
            name: 'find',
            kind: 'function',
            method: 'call',
            url: 'function:find',
            asked: '[7,{"deep":true}]',
            outcome: { status: 200 },
          },
        ])
      }
    })
  })

  test('keeps `this`, and waits for what is async', async () => {
    const store = {
      prefix: 'user:',
      read: tool.fn('read', async function read(this: { prefix: string }, id: string) {
        await sleep(2)
        return this.prefix + id
      }),
    }
    await inTest(async (perf) => {
      const { value, elapsed } = await onClock(perf, clock, () => store.read('1'))
      expect(value).toBe('user:1')
      if (elapsed !== undefined) expect(elapsed).toBe(2)
    })
  })

  test('passes on what the function throws, and counts it as failed', async () => {
    const error = new RangeError('no such row')
    const query = tool.fn('query', () => {
      throw error
    })
    await inTest(async (perf, run) => {
      expect(await rejectionOf(onClock(perf, clock, query))).toBe(error)
      if (clock === 'real') expect(run.loose.calls).toMatchObject([{ outcome: { status: 500 } }])
      expect(run.failures).toStrictEqual([])
    })
  })

  const own = new Error('own')
  test.for<[string, Modifier, string]>([
    ['its own error', failing({ kind: 'throw', error: own }), 'own'],
    ['a status', failing({ kind: 'status', status: 503 }), 'mocked failure of "query": status 503'],
    ['a network', failing({ kind: 'network' }), 'mocked failure of "query": network'],
  ])('fails as a modifier says: %s', async ([, modifier, message]) => {
    let called = 0
    const query = tool.fn('query', () => called++, { latency: 2, modifiers: [modifier] })
    await inTest(async (perf) => {
      expect((await rejectionOf(onClock(perf, clock, () => query()))).message).toBe(message)
      expect(called).toBe(0)
    })
  })

  test('stops waiting when its signal is aborted', async () => {
    const query = tool.fn('query', (_sql: string, _options?: { signal: AbortSignal }) => 'row', {
      latency: '1h',
    })
    await inTest(async (perf, run) => {
      const { value, elapsed } = await onClock(perf, clock, async () => {
        const patient = query('select 1', { signal: AbortSignal.timeout(5) })
        return rejectionOf(patient)
      })
      expect(value.name).toBe('TimeoutError')
      if (elapsed !== undefined) expect(elapsed).toBe(5)
      if (clock === 'real') expect(run.loose.calls).toMatchObject([{ outcome: { abandoned: true } }])
    })
  })

  test('fails the test where a modifier makes no latency of it', async () => {
    const query = tool.fn('query', () => 'row', {
      latency: 5,
      modifiers: [{ description: 'mine', begin: () => ({ latency: () => -1 }) }],
    })
    await inTest(async (perf, run) => {
      const error = await rejectionOf(onClock(perf, clock, () => query()))
      expect(error.message).toBe(
        'the latency of "query": the modifier mine must make milliseconds from 0 up of it, received -1. Look at its `latency(ms, call)`.',
      )
      expect(run.failures).toStrictEqual([error])
    })
  })

  test('fails the test where a model gives no latency', async () => {
    const query = tool.fn('query', () => 'row', { latency: () => Number.NaN })
    await inTest(async (perf, run) => {
      const error = await rejectionOf(onClock(perf, clock, () => query()))
      expect(error.message).toBe(
        'the latency of "query": a latency model must return milliseconds from 0 up, received NaN. Look at the model latency: it gets a function that returns a random number below 1.',
      )
      expect(run.failures).toStrictEqual([error])
    })
  })
})

test('counts in a measurement, parallel or not', async () => {
  const search = tool.fn('vector_search', (query: string) => [query], {
    latency: (random) => 1 + random() * 9,
  })
  await inTest(async (perf) => {
    const serial = await perf.measure('serial', { clock: 'virtual', iterations: 20 }, async () => {
      await search('a')
      await search('b')
    })
    expect(serial.counts['vector_search']).toMatchObject({ total: 40, errors: 0, atOnce: 1 })
    expect(serial.seen.serialDepth.perIteration).toMatchObject({ min: 2, max: 2 })
    const parallel = await perf.measure('parallel', { clock: 'virtual', iterations: 20 }, () =>
      Promise.all([search('a'), search('b')]),
    )
    expect(parallel.counts['vector_search']).toMatchObject({ total: 40, atOnce: 2 })
    // The same draws: one after another they add up, at once the longer one counts.
    expect(parallel.counts['vector_search']?.meanMs).toBeCloseTo(
      serial.counts['vector_search']?.meanMs ?? Number.NaN,
      9,
    )
    expect(serial.mean).toBeCloseTo(2 * (serial.counts['vector_search']?.meanMs ?? Number.NaN), 9)
    expect(parallel.mean).toBeLessThan(serial.mean)
  })
})

test('only calls the function outside of tests', async () => {
  const add = tool.fn('add', (a: number, b: number) => a + b, { latency: '1h' })
  expect(await add(2, 3)).toBe(5)
})

test('its type is that of the function, made async', () => {
  const add = tool.fn('add', (a: number, b: number) => a + b)
  const typed: (a: number, b: number) => Promise<number> = add
  expect(typed).toBe(add)
})

const example = 'Write tool.fn("vector_search", search, { latency: 5 }).'

test.for<[readonly unknown[], string]>([
  [['', () => 1], `tool.fn(name): \`name\` must be a text that is not empty, received "". ${example}`],
  [
    [() => 1],
    `tool.fn(name): \`name\` must be a text that is not empty, received function (anonymous). ${example}`,
  ],
  [['query'], `tool.fn("query"): \`fn\` must be a function, received undefined. ${example}`],
  [['query', () => 1, 5], `tool.fn("query"): options must be a plain object, received 5. ${example}`],
  [
    ['query', () => 1, { latncy: 5 }],
    'tool.fn("query"): unknown option `latncy`. Did you mean `latency`? Known: latency, modifiers.',
  ],
  [
    ['query', () => 1, { modifiers: [5] }],
    `tool.fn("query"): \`modifiers[0]\` must be a modifier, received 5. Write modifiers: [coldStart('2s'), errorRate('1%', 503)].`,
  ],
])('tool.fn refuses %o', ([args, message]) => {
  const wrap = tool.fn as unknown as (...all: readonly unknown[]) => FunctionOptions
  expect(thrownBy(() => wrap(...args)).message).toBe(message)
})

describe('arguments as text', () => {
  const cyclic: { self?: unknown; name: string } = { name: 'a' }
  cyclic.self = cyclic
  const same = { a: 1 }
  const map = new Map<string, unknown>([['a', 1]])
  map.set('self', map)
  test.for<[string, readonly unknown[], string]>([
    ['what JSON can say', ['a', 1, { b: [null, true] }], '["a",1,{"b":[null,true]}]'],
    ['cycles', [cyclic], '[{"name":"a","self":"[circular]"}]'],
    [
      'the same object twice, which is no cycle',
      [same, { same }, same],
      '[{"a":1},{"same":{"a":1}},{"a":1}]',
    ],
    ['big integers and functions', [1n, function find() {}], '["1n","function find"]'],
    ['maps and sets', [new Map([['a', 1]]), new Set([2])], '[[["a",1]],[2]]'],
    ['cycles by way of a map', [map], '[[["a",1],["self","[circular]"]]]'],
    ['nothing', [undefined], '[null]'],
    [
      'what throws',
      [
        {
          get a(): never {
            throw new Error('no')
          },
        },
      ],
      '1 values that cannot be read',
    ],
  ])('%s', ([, values, text]) => {
    expect(asText(values)).toBe(text)
  })
})
