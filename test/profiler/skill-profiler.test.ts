import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { currentSpan } from '../../src/profiler/current-span.ts'
import { hub } from '../../src/profiler/hub.ts'
import { INACTIVE } from '../../src/profiler/open-span.ts'
import { SkillProfiler } from '../../src/profiler/skill-profiler.ts'
import { span } from '../../src/profiler/span.ts'
import { startSpan } from '../../src/profiler/start-span.ts'
import { inTrace } from '../helpers/in-trace.ts'

/** Names and counts, by name. */
function countsOf(profiler: SkillProfiler): Record<string, number> {
  const rows = profiler.report().operations.map(({ name, count }): [string, number] => [name, count])
  return Object.fromEntries(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

async function research(): Promise<string> {
  using _ = startSpan('search')
  await turn()
  return span('rank', () => 'answer')
}

test('each outermost call is a trace, with all spans within', async () => {
  const profiler = new SkillProfiler('research')
  for (let n = 0; n < 3; n++) expect(await profiler.span('research', research)).toBe('answer')
  expect(await Promise.all([profiler.span('research', research), profiler.span('other', research)])).toEqual([
    'answer',
    'answer',
  ])
  expect(profiler.report()).toMatchObject({ name: 'research', clock: 'real', iterations: 5, notes: [] })
  expect(countsOf(profiler)).toEqual({ other: 1, rank: 5, research: 4, search: 5 })
})

test('it listens only while a call is running', async () => {
  const profiler = new SkillProfiler('research')
  expect(hub.listening).toBe(0)
  const running = profiler.span('research', () => sleep(1))
  expect(hub.listening).toBe(1)
  expect(span('outside', () => currentSpan())).toBe(INACTIVE)
  await running
  expect(hub.listening).toBe(0)
  expect(countsOf(profiler)).toEqual({ research: 1 })
})

test('a call within a call is a span of it', async () => {
  const profiler = new SkillProfiler('research')
  await profiler.span('outer', () => profiler.span('inner', () => profiler.trace('leaf', turn)()))
  expect(profiler.report().iterations).toBe(1)
  expect(countsOf(profiler)).toEqual({ inner: 1, leaf: 1, outer: 1 })
})

test('times are those of performance.now()', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] })
  try {
    const profiler = new SkillProfiler('research')
    const running = profiler.span('research', () => new Promise((resolve) => setTimeout(resolve, 40)))
    await vi.advanceTimersByTimeAsync(50)
    await running
    expect(profiler.report().operations).toMatchObject([{ name: 'research', totalMs: 40, selfMs: 40 }])
  } finally {
    vi.useRealTimers()
  }
})

test('errors are counted and thrown on, sync and async', async () => {
  const profiler = new SkillProfiler('research')
  const boom = new Error('no')
  const fails = (): never => {
    throw boom
  }
  expect(() => profiler.span('sync', fails)).toThrow(boom)
  await expect(profiler.span('async', async () => span('inner', fails))).rejects.toBe(boom)
  expect(hub.listening).toBe(0)
  const errors = profiler.report().operations.map(({ name, errors }) => [name, errors])
  expect(Object.fromEntries(errors)).toEqual({ sync: 1, async: 1, inner: 1 })
})

test('a generator is a trace until it is through', () => {
  const profiler = new SkillProfiler('stream')
  const items = profiler.trace('items', function* () {
    yield 1
    span('between', () => {})
    yield 2
  })
  const it = items()
  it.next()
  expect(profiler.report()).toMatchObject({
    iterations: 0,
    notes: ['Calls that have not ended: 1, not in these figures.'],
  })
  expect([...it]).toEqual([2])
  expect(countsOf(profiler)).toEqual({ between: 1, items: 1 })
  expect(profiler.report().notes).toEqual([])
})

test('a decorator', () => {
  const profiler = new SkillProfiler('skill')
  const method = profiler.trace('method')(() => 1, { kind: 'method', name: 'method' })
  expect(method()).toBe(1)
  expect(countsOf(profiler)).toEqual({ method: 1 })
})

test('what was wrong with the spans is told', async () => {
  const profiler = new SkillProfiler('research')
  const other = profiler.span('other', () => sleep(20))
  let late: Promise<void> | undefined
  await profiler.span('research', async (s) => {
    s.end()
    startSpan('open')
    const twice = startSpan('twice')
    twice.end()
    twice.end()
    late = (async () => {
      await sleep(1)
      span('late', () => {})
    })()
  })
  await late
  await other
  expect(countsOf(profiler)).toEqual({ open: 1, other: 1, research: 1, twice: 1 })
  expect(profiler.report().notes).toEqual([
    'Spans that never ended: 1, cut where the iteration ended: await what they cover, or end them.',
    'Spans that began after the iteration had ended: 1, left out.',
    'Spans that ended more than once: 1, the first end stands.',
  ])
})

test('names are never an error', () => {
  const profiler = new SkillProfiler('research')
  expect(profiler.span('a\nb', () => 1)).toBe(1)
  expect(profiler.span('', () => span('c\td', () => 2))).toBe(2)
  expect(countsOf(profiler)).toEqual({ '(no name)': 1, [String.raw`a\u000ab`]: 1, [String.raw`c\u0009d`]: 1 })
})

describe('beside another listener', () => {
  test('within a trace, spans are recorded for both', async () => {
    const profiler = new SkillProfiler('research')
    const { root, shape, faults } = await inTrace(async () => {
      span('before', () => {})
      await profiler.span('research', research, { depth: 1 })
      await expect(profiler.span('fails', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
      span('after', () => {})
    })
    expect(shape).toBe('root(before research(search(rank)) fails! after)')
    expect(root.children[1]?.attributes).toEqual({ depth: 1 })
    expect(faults).toEqual({ endedTwice: 0, unfinished: 0, late: 0, outlived: 0 })
    expect(countsOf(profiler)).toEqual({ fails: 1, rank: 1, research: 1, search: 1 })
    expect(profiler.report().operations.find(({ name }) => name === 'fails')?.errors).toBe(1)
    expect(profiler.report().notes).toEqual([])
  })

  test('profilers within each other both have what the inner one covers', async () => {
    const [outer, inner] = [new SkillProfiler('outer'), new SkillProfiler('inner')]
    const { shape } = await inTrace(() =>
      outer.span('a', async () => {
        await inner.span('b', async () => {
          await turn()
          outer.span('c', () => inner.span('d', () => {}))
        })
        span('e', () => {})
      }),
    )
    expect(shape).toBe('root(a(b(c(d)) e))')
    expect(countsOf(outer)).toEqual({ a: 1, b: 1, c: 1, d: 1, e: 1 })
    expect(countsOf(inner)).toEqual({ b: 1, c: 1, d: 1 })
    expect([outer, inner].map((profiler) => profiler.report().iterations)).toEqual([1, 1])
  })

  test('a span whose times are told is one of both, on the clock of each', async () => {
    const profiler = new SkillProfiler('research')
    const { root } = await inTrace((trace) => {
      profiler.span('research', () => {
        const parent = hub.current.getStore() ?? trace.root
        parent.recorder.add('told', parent, { startMs: 1, endMs: 4, failed: true })
      })
    })
    expect(root.children[0]?.children[0]).toMatchObject({ startMs: 1, endMs: 4, failed: true })
    const told = profiler.report().operations.find(({ name }) => name === 'told')
    expect(told).toMatchObject({ count: 1, errors: 1 })
  })
})

test.for([undefined, '', '  ', 7])('the name %o is refused', (name) => {
  expect(() => new SkillProfiler(name as string)).toThrow(
    /^new SkillProfiler: takes the name of the skill, received .*\. Write `new SkillProfiler\('research'\)`\.$/,
  )
})

test.for([undefined, 'fn'])('%o is no function', (fn) => {
  const profiler = new SkillProfiler('research')
  expect(() => profiler.span('a', fn as never)).toThrow(/^span: span\(name, fn\) takes a function/)
  expect(() => profiler.trace('a', fn as never)).toThrow(/^trace: trace\(name, fn\) takes a function/)
  expect(hub.listening).toBe(0)
})

test('the report is printed', () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    const profiler = new SkillProfiler('research')
    profiler.span('parse', () => 1)
    profiler.print()
    expect(log).toHaveBeenCalledOnce()
    expect(String(log.mock.calls[0]?.[0])).toMatch(/research[\s\S]*parse/)
  } finally {
    log.mockRestore()
  }
})
