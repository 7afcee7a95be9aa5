import { describe, expect, test } from 'vitest'
import type { SpanNode } from '../../../src/core/trace/span-node.ts'
import type { Spans } from '../../../src/core/trace/spans.ts'
import { span } from '../../../src/profiler.ts'
import { measure } from '../../../src/worker/measure.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { placeOf, testRun } from '../../helpers/test-run.ts'

installClockShims()

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const call = (name: string, ms: number): Promise<void> => span(name, () => sleep(ms))

/** `run 0–30 (a 0–10, b! 10–30)`: a failed span has a `!`, one that was cut a `…`. */
function draw({ name, startMs, endMs, failed, unfinished, children }: SpanNode): string {
  const own = `${name}${failed ? '!' : ''}${unfinished ? '…' : ''} ${startMs}–${endMs}`
  return children.length === 0 ? own : `${own} (${children.map(draw).join(', ')})`
}

/** Spans of 20 iterations in virtual time, three at once. */
async function spansOf(program: () => Promise<unknown>): Promise<Spans> {
  const options = { clock: 'virtual', iterations: 20, concurrency: 3 } as const
  const { spans } = await measure(testRun(), ['run', options, program], placeOf())
  return spans
}

/** Lets so many run at once, the first that came first. */
function semaphore(places: number): <T>(fn: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = places
  return async (fn) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free--
    try {
      return await fn()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}

interface Program {
  readonly what: string
  readonly program: () => Promise<unknown>
  readonly tree: string
  /** Of the critical path, in percent, the largest first. */
  readonly shares: Readonly<Record<string, number>>
  readonly parallelism: number
  readonly atOnce?: Readonly<Record<string, number>>
}

const PROGRAMS: readonly Program[] = [
  {
    what: 'series',
    async program() {
      await call('plan', 20)
      await call('search', 50)
      await sleep(10)
      await call('answer', 20)
    },
    tree: 'run 0–100 (plan 0–20, search 20–70, answer 80–100)',
    shares: { search: 50, plan: 20, answer: 20, run: 10 },
    parallelism: 1,
  },
  {
    what: 'parallel',
    async program() {
      await Promise.all([call('search', 80), call('fetch', 50), call('fetch', 30)])
      await call('answer', 20)
    },
    tree: 'run 0–100 (search 0–80, fetch 0–50, fetch 0–30, answer 80–100)',
    shares: { search: 80, answer: 20, fetch: 0, run: 0 },
    parallelism: 1.8,
    atOnce: { search: 1, fetch: 2, answer: 1, run: 1 },
  },
  {
    what: 'within one another',
    async program() {
      await span('agent', async () => {
        await Promise.all([span('search', () => call('http', 30)), call('cache', 5)])
        await span('agent', () => call('http', 60))
      })
      await sleep(10)
    },
    tree: 'run 0–100 (agent 0–90 (search 0–30 (http 0–30), cache 0–5, agent 30–90 (http 30–90)))',
    shares: { http: 90, run: 10, agent: 0, search: 0, cache: 0 },
    parallelism: 1.05,
  },
  {
    what: 'a semaphore of two, spans within it',
    program() {
      const limit = semaphore(2)
      return Promise.all([40, 60, 20, 30, 40].map((ms) => limit(() => call('fetch', ms))))
    },
    tree: 'run 0–100 (fetch 0–40, fetch 0–60, fetch 40–60, fetch 60–90, fetch 60–100)',
    shares: { fetch: 100, run: 0 },
    parallelism: 1.9,
    atOnce: { fetch: 2, run: 1 },
  },
  {
    what: 'a semaphore of one, spans around the waiting',
    program() {
      const limit = semaphore(1)
      return Promise.all([40, 60].map((ms) => span('task', () => limit(() => call('fetch', ms)))))
    },
    tree: 'run 0–100 (task 0–40 (fetch 0–40), task 0–100 (fetch 40–100))',
    shares: { fetch: 60, task: 40, run: 0 },
    parallelism: 1.4,
  },
  {
    what: 'a retry after a pause',
    async program() {
      const fail = async (): Promise<void> => {
        await sleep(30)
        throw new Error('503')
      }
      await span('ask', fail).catch(() => sleep(20))
      await call('ask', 50)
    },
    tree: 'run 0–100 (ask! 0–30, ask 50–100)',
    shares: { ask: 80, run: 20 },
    parallelism: 1,
  },
  {
    what: 'a hedged request, whose loser is aborted',
    async program() {
      const lost = new AbortController()
      const aborted = new Promise((_, reject) => {
        lost.signal.addEventListener('abort', () => reject(lost.signal.reason))
      })
      const slow = span('ask', () => Promise.race([sleep(500), aborted]))
      await sleep(60)
      await Promise.race([slow, call('ask', 40)])
      lost.abort()
      await slow.catch(() => {})
    },
    tree: 'run 0–100 (ask! 0–100, ask 60–100)',
    shares: { ask: 100, run: 0 },
    parallelism: 1.4,
  },
  {
    what: 'a hedged request, whose loser goes on',
    async program() {
      await span('hedge', async () => {
        const slow = call('ask', 90)
        await sleep(60)
        await Promise.race([slow, call('ask', 20)])
      })
      await call('answer', 20)
    },
    tree: 'run 0–100 (hedge 0–80 (ask 0–90, ask 60–80), answer 80–100)',
    shares: { ask: 80, answer: 20, run: 0, hedge: 0 },
    parallelism: 1.3,
  },
  {
    what: 'a race against a timeout that is lost',
    async program() {
      const timeout = async (): Promise<never> => {
        await sleep(40)
        throw new Error('too slow')
      }
      await span('ask', () => Promise.race([call('model', 90), timeout()])).catch(() => {})
      await call('cache', 60)
    },
    tree: 'run 0–100 (ask! 0–40 (model 0–90), cache 40–100)',
    shares: { cache: 60, model: 40, run: 0, ask: 0 },
    parallelism: 1.5,
  },
  {
    what: 'what nobody waits for',
    async program() {
      void call('log', 400)
      await sleep(30)
      await call('answer', 70)
    },
    tree: 'run 0–100 (log… 0–100, answer 30–100)',
    shares: { answer: 70, run: 30, log: 0 },
    parallelism: 1.7,
  },
]

describe('known programs in virtual time', () => {
  test.for(PROGRAMS)('$what', async ({ program, tree, shares, parallelism, atOnce }) => {
    const spans = await spansOf(program)
    expect(spans.trees.map(({ iteration }) => iteration)).toStrictEqual([...new Array(20).keys()])
    for (const { root } of spans.trees) expect(draw(root)).toBe(tree)
    const percent = spans.operations.map(({ name, criticalShare }) => [
      name,
      Math.round(criticalShare * 1e4) / 100,
    ])
    expect(Object.fromEntries(percent)).toStrictEqual(shares)
    expect(spans.operations[0]?.name).toBe(Object.keys(shares)[0])
    expect(spans.parallelism).toBeCloseTo(parallelism, 6)
    for (const { count, perIteration } of spans.operations) expect(count).toBe(perIteration * 20)
    if (atOnce === undefined) return
    const seen = spans.operations.map((operation) => [operation.name, operation.atOnce])
    expect(Object.fromEntries(seen)).toStrictEqual(atOnce)
  })
})
