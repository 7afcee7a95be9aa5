import { describe, expect, test } from 'vitest'
import { CallLog, chainOf } from '../../../src/core/calls/call-log.ts'
import type { LoggedCall } from '../../../src/core/calls/call-log.ts'
import type { CallOutcome } from '../../../src/core/calls/mocked-call.ts'
import { SeenBuilder } from '../../../src/core/calls/seen-builder.ts'
import type { Seen } from '../../../src/core/calls/seen.ts'
import { HTTP, countOf } from '../../helpers/calls.ts'

interface Given {
  readonly name?: string
  readonly from?: number
  /** Undefined: it does not end. */
  readonly to?: number
  readonly asked?: string
  readonly outcome?: CallOutcome
  readonly kind?: 'http' | 'llm' | 'cache'
  readonly with?: (call: LoggedCall) => void
}

/** A log of calls that begin and end in the order of their times. */
function logOf(...given: readonly Given[]): CallLog {
  const log = new CallLog()
  const events = given.flatMap((one) => {
    const { name = 'search', from = 0, to, asked, outcome = { status: 200 }, kind = 'http' } = one
    let call: LoggedCall | undefined
    const begin = (): void => {
      call = log.begin(name, { ...HTTP, kind }, from)
      if (asked !== undefined) log.ask(call, asked)
      one.with?.(call)
    }
    const end = (): void => {
      if (call !== undefined && to !== undefined) log.end(call, outcome, to)
    }
    const began = { atMs: from, order: 1, run: begin }
    return to === undefined ? [began] : [began, { atMs: to, order: 0, run: end }]
  })
  for (const { run } of events.toSorted((a, b) => a.atMs - b.atMs || a.order - b.order)) run()
  return log
}

function seenOf(logs: readonly CallLog[], known: readonly string[] = [], slo = {}): Seen {
  const builder = new SeenBuilder(slo)
  for (const [iteration, log] of logs.entries()) builder.add(iteration, log)
  return builder.seen(known, logs.length)
}

describe('counts', () => {
  test('add iterations up', () => {
    const one = { from: 0, to: 10 }
    const seen = seenOf([
      logOf(one, { from: 10, to: 30 }, { name: 'fetch', from: 0, to: 5 }),
      logOf({ from: 0, to: 30 }),
      logOf(one, one, one, { name: 'fetch', from: 0, to: 5 }),
    ])
    expect(seen.counts).toStrictEqual({
      search: countOf([2, 1, 3], { atOnce: 3, meanMs: 15 }),
      // One iteration had none.
      fetch: countOf([1, 0, 1], { atOnce: 1, meanMs: 5 }),
    })
  })

  test('list known mocks first, even those that nobody called', () => {
    const seen = seenOf([logOf({ name: 'late', to: 1 })], ['never', 'late'])
    expect(Object.keys(seen.counts)).toStrictEqual(['never', 'late'])
    expect(seen.counts['never']).toStrictEqual(countOf([]))
  })

  test('take the mean of the calls that ended', () => {
    const seen = seenOf([logOf({}, { to: 10 }, { to: 30 })])
    expect(seen.counts['search']).toMatchObject({ total: 3, atOnce: 3, meanMs: 20 })
  })

  test.for<[string, CallOutcome, number]>([
    ['a status from 400 up', { status: 404 }, 1],
    ['no response', { status: 0 }, 1],
    ['a body that broke off', { status: 200, failed: true }, 1],
    ['a good answer', { status: 302 }, 0],
    ['one that the caller gave up', { status: 0, abandoned: true }, 0],
  ])('errors: %s', ([, outcome, errors]) => {
    expect(seenOf([logOf({ to: 1, outcome })]).counts['search']?.errors).toBe(errors)
  })

  test('sum up bytes', () => {
    const log = logOf({
      to: 1,
      with: (call) => {
        call.sentBytes = 3
        call.receivedBytes = 40
      },
    })
    expect(seenOf([log, log]).counts['search']?.bytes).toStrictEqual({ sent: 6, received: 80 })
  })
})

test.for<[string, CallOutcome, number]>([
  ['given up', { status: 0, abandoned: true }, 1],
  ['turned away by a rate limit', { status: 429 }, 1],
  ['failed', { status: 503 }, 0],
  ['answered', { status: 200 }, 0],
])('calls that hung on the time: %s', ([, outcome, timed]) => {
  expect(seenOf([logOf({ to: 1, outcome }), logOf({ to: 1 })]).timed).toBe(timed)
})

describe('calls that ask the same', () => {
  const first = { from: 0, to: 10, asked: 'GET /?q=1' }
  const second = { from: 20, to: 30, asked: 'GET /?q=1' }

  test.for<[string, Given[], [retries: number, repeats: number]]>([
    ['as one that had failed: a retry', [{ ...first, outcome: { status: 503 } }, second], [1, 0]],
    ['as one that was told to wait', [{ ...first, outcome: { status: 429 } }, second], [1, 0]],
    ['as one that was given up', [{ ...first, outcome: { status: 0, abandoned: true } }, second], [1, 0]],
    ['as one that had an answer: a repeat', [first, second], [0, 1]],
    ['as one that was refused for good', [{ ...first, outcome: { status: 404 } }, second], [0, 1]],
    ['as one that is still under way', [{ from: 0, asked: 'GET /?q=1' }, second], [0, 1]],
    ['of another mock', [{ ...first, name: 'fetch' }, second], [0, 0]],
    ['or not', [first, { ...second, asked: 'GET /?q=2' }], [0, 0]],
    ['or nobody knows what', [{ to: 1 }, { from: 2, to: 3 }], [0, 0]],
  ])('%s', ([, given, [retries, repeats]]) => {
    const seen = seenOf([logOf(...given)])
    expect([seen.retries.total, seen.repeats.total]).toStrictEqual([retries, repeats])
    expect(seen.repeated.length).toBe(repeats)
    const counts = Object.values(seen.counts)
    expect(counts.reduce((sum, count) => sum + count.repeats, 0)).toBe(repeats)
  })

  test('are none across iterations', () => {
    const seen = seenOf([logOf(first), logOf(first)])
    expect([seen.retries.total, seen.repeats.total]).toStrictEqual([0, 0])
  })

  test('name the iteration with the most', () => {
    const seen = seenOf([logOf(first, second), logOf(first, second, { ...second, from: 40, to: 50 })])
    expect(seen.repeats).toStrictEqual({
      total: 3,
      perIteration: { min: 1, mean: 1.5, max: 2, worst: 1 },
    })
    expect(seen.repeated[0]).toStrictEqual({ name: 'search', iteration: 0, asked: 'GET /?q=1' })
  })
})

test('the worst of several iterations is the first one, in whatever order they end', () => {
  const builder = new SeenBuilder()
  for (const iteration of [2, 1, 3]) builder.add(iteration, logOf({ to: 1 }))
  expect(builder.seen([], 4).counts['search']?.perIteration).toStrictEqual({
    min: 0,
    mean: 0.75,
    max: 1,
    worst: 1,
  })
})

describe('serial depth', () => {
  test.for<[string, Given[], string[]]>([
    ['of one call', [{ to: 10 }], ['search']],
    ['of calls at the same time', [{ to: 10 }, { from: 5, to: 15 }], ['search']],
    ['of one after the other', [{ to: 10 }, { from: 10, to: 15, name: 'fetch' }], ['search', 'fetch']],
    [
      'of a fork and what joins it',
      [
        { to: 10, name: 'plan' },
        { from: 10, to: 20, name: 'a' },
        { from: 10, to: 30, name: 'b' },
        { from: 30, to: 40, name: 'join' },
      ],
      ['plan', 'a', 'join'],
    ],
    ['without what has not ended', [{ name: 'open' }, { from: 5, to: 6 }], ['open']],
    ['of none', [], []],
  ])('%s', ([, given, chain]) => {
    const log = logOf(...given)
    expect(chainOf(log.deepest)).toStrictEqual(chain)
    const { serialDepth } = seenOf([log])
    expect([serialDepth.perIteration.max, serialDepth.chain]).toStrictEqual([chain.length, chain])
  })
})

describe('calls of language models', () => {
  const streamed = (call: LoggedCall): void => {
    for (const ms of [300, 320, 350]) {
      call.tokenTimesMs.push(ms)
      call.tokenCounts.push(1)
    }
    call.usage = { input: 12, output: 3, model: 'gpt' }
  }
  const stream: Given = { name: 'llm', kind: 'llm', from: 100, to: 350, with: streamed }

  test('that stream', () => {
    const { llm, tokens } = seenOf([logOf(stream)])
    expect(llm).toStrictEqual({
      calls: 1,
      ttftNs: Float64Array.of(200e6),
      interTokenNs: Float64Array.of(20e6, 30e6),
      perOutputTokenNs: Float64Array.of(25e6),
      tokensPerSecond: Float64Array.of(40),
      withinSlo: 1,
    })
    expect(tokens).toStrictEqual([{ iteration: 0, model: 'gpt', calls: 1, input: 12, output: 3 }])
  })

  test('that answer at once', () => {
    const whole: Given = {
      ...stream,
      with: (call) => (call.usage = { input: 12, output: 50, model: 'gpt' }),
    }
    const { llm } = seenOf([logOf(whole)])
    expect([llm.ttftNs.length, llm.perOutputTokenNs.length, [...llm.tokensPerSecond]]).toStrictEqual([
      0,
      0,
      [200],
    ])
  })

  test('that stream all tokens at once', () => {
    const atOnce: Given = {
      ...stream,
      from: 100,
      to: 350,
      with: (call) => {
        call.tokenTimesMs.push(350, 350)
        call.tokenCounts.push(20, 30)
        call.usage = { input: 12, output: 80, model: 'gpt' }
      },
    }
    // Of 80 tokens 30 have not come.
    expect([...seenOf([logOf(atOnce)]).llm.tokensPerSecond]).toStrictEqual([200])
  })

  test('are exact at any time of the clock, whatever binary fractions make of it', () => {
    // 0.4 − 0.1 is 0.30000000000000004.
    const late: Given = {
      ...stream,
      from: 0.1,
      to: 0.7,
      with: (call) => {
        call.tokenTimesMs.push(0.4, 0.7)
        call.tokenCounts.push(1, 3)
      },
    }
    const slo = { ttft: 0.3, timePerOutputToken: 0.1, duration: 0.6 }
    const { llm, counts } = seenOf([logOf(late)], [], slo)
    expect([llm.withinSlo, counts['llm']?.meanMs, [...llm.tokensPerSecond]]).toStrictEqual([1, 0.6, [10_000]])
  })

  test.for<[string, object, Partial<Given>, number]>([
    ['keep the objectives', { ttft: 200, timePerOutputToken: 25, duration: 250 }, {}, 1],
    ['are too late at first', { ttft: 199 }, {}, 0],
    ['are too slow then', { timePerOutputToken: 24 }, {}, 0],
    ['take too long', { duration: 249 }, {}, 0],
    ['fail', { ttft: 200 }, { outcome: { status: 200, failed: true } }, 0],
    ['are given up', { ttft: 200 }, { outcome: { status: 200, abandoned: true } }, 0],
  ])('%s', ([, slo, overrides, within]) => {
    expect(seenOf([logOf({ ...stream, ...overrides })], [], slo).llm.withinSlo).toBe(within)
  })
})

test('lookups of caches are summed up by name', () => {
  const lookup = (hits: number, misses: number): Given => ({
    name: 'redis',
    kind: 'cache',
    to: 1,
    with: (call) => {
      call.hits = hits
      call.misses = misses
    },
  })
  expect(seenOf([logOf(lookup(2, 1)), logOf(lookup(0, 1), lookup(1, 0))]).caches).toStrictEqual({
    redis: { hits: 3, misses: 2 },
  })
})
