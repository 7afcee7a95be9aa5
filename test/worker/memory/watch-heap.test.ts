import { describe, expect, test } from 'vitest'
import { watchHeap } from '../../../src/worker/memory/watch-heap.ts'
import type { HeapWatchOptions } from '../../../src/worker/memory/watch-heap.ts'
import type { LeakFinding } from '../../../src/core/memory/leak-finding.ts'
import { boundedCache, keeps, setOfIntegers } from '../../helpers/heap-levels.ts'
import type { Growth } from '../../helpers/heap-levels.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

interface Machine extends Partial<HeapWatchOptions> {
  /** A call takes so long; the first one maybe longer. */
  readonly callMs?: number
  readonly firstCallMs?: number
  readonly settleMs?: number
  readonly growth?: Growth
  readonly offHeap?: Growth
  /** From so many calls on each takes so long. */
  readonly slowAfter?: number
  readonly slowCallMs?: number
  /** After so many calls nobody wants to know any more. */
  readonly stopAfter?: number
}

/** Watches code of a machine whose time and memory are given. */
async function watch({
  callMs = 0.01,
  firstCallMs = callMs,
  settleMs = 20,
  growth = keeps(0),
  offHeap = keeps(0),
  slowAfter = Infinity,
  slowCallMs = callMs,
  stopAfter = Infinity,
  ...options
}: Machine = {}): Promise<{ finding: LeakFinding | undefined; log: string[] }> {
  let [nowMs, calls] = [1_000, 0]
  const log: string[] = []
  const code = {
    stopped: false,
    repeat(times: number) {
      log.push(String(times))
      if (calls === 0 && times > 0) nowMs += firstCallMs - callMs
      calls += times
      nowMs += times * (calls > slowAfter ? slowCallMs : callMs)
      code.stopped = calls >= stopAfter
      return Promise.resolve()
    },
  }
  const probe = {
    now: () => nowMs,
    settle() {
      nowMs += settleMs
      return Promise.resolve()
    },
    level: () => ({ heapBytes: 30_000_000 + growth(calls), offHeapBytes: 1_000_000 + offHeap(calls) }),
  }
  const finding = await watchHeap(code, probe, {
    limitBytes: undefined,
    warmupCalls: undefined,
    maxTimeMs: 7_000,
    place: 'toNotLeakMemory',
    ...options,
  })
  return { finding, log }
}

/** The outcome, how it came about, and what it took. */
async function told(machine: Machine): Promise<string> {
  const { finding } = await watch(machine)
  if (finding === undefined) return 'nothing'
  const { outcome, because, levels, blockCalls, warmupCalls, elapsedMs } = finding
  return `${outcome}${because === undefined ? '' : ` (${because})`}: ${warmupCalls} + ${levels.length - 1} × ${blockCalls} calls, ${Math.round(elapsedMs)} ms`
}

describe('watchHeap', () => {
  test('warms up in parts, each twice as large, and goes on in blocks', async () => {
    const { finding, log } = await watch()
    expect(log.join(' ')).toBe('1 1 2 4 8 16 32 64 128 256 810 1190 810 1190 810 1190')
    expect(finding).toMatchObject({
      outcome: 'clean',
      warmupCalls: 512,
      blockCalls: 1_000,
      trend: { bytesPerCall: 0 },
      maxTimeMs: 7_000,
    })
    expect(finding?.levels).toEqual(
      Array.from({ length: 7 }, () => ({ heapBytes: 30_000_000, offHeapBytes: 1_000_000 })),
    )
    expect(finding?.callMs).toBeCloseTo(0.01)
  })

  test.for<[string, Machine, string]>([
    ['a leak', { growth: keeps(16) }, 'leak: 512 + 12 × 1000 calls, 385 ms'],
    ['a leak off the heap', { offHeap: keeps(256) }, 'leak: 512 + 12 × 1000 calls, 385 ms'],
    ['a set of small integers', { growth: setOfIntegers }, 'leak: 512 + 12 × 1000 calls, 385 ms'],
    ['a cache of 4 000', { growth: boundedCache(4_000, 100) }, 'clean: 512 + 12 × 1000 calls, 385 ms'],
    ['a cache of 50 000', { growth: boundedCache(50_000, 100) }, 'leak: 512 + 12 × 1000 calls, 385 ms'],
    [
      'a cache of 50 000 after as many calls',
      { growth: boundedCache(50_000, 100), warmupCalls: 50_000 },
      'clean: 50128 + 6 × 1000 calls, 701 ms',
    ],
    ['a flood', { growth: keeps(1e6) }, 'leak: 256 + 3 × 1000 calls, 111 ms'],
    ['a slow function', { callMs: 20 }, 'clean: 64 + 6 × 5 calls, 2020 ms'],
    ['a cold first call', { callMs: 0.01, firstCallMs: 60 }, 'clean: 512 + 6 × 1000 calls, 265 ms'],
    ['a very slow function', { callMs: 400 }, 'clean: 4 + 6 × 1 calls, 4140 ms'],
    [
      'a leak of a very slow function',
      { callMs: 400, growth: keeps(100_000) },
      'leak: 4 + 12 × 1 calls, 6660 ms',
    ],
    [
      'a cache of 8 of a very slow function',
      { callMs: 400, growth: boundedCache(8, 100_000) },
      'clean: 4 + 12 × 1 calls, 6660 ms',
    ],
    [
      'growth that nobody had the time to watch',
      { callMs: 600, growth: keeps(100_000) },
      'inconclusive (still growing): 4 + 7 × 1 calls, 6760 ms',
    ],
    [
      'a plain leak that a little more time was for',
      { callMs: 450, growth: keeps(100_000) },
      'leak: 4 + 11 × 1 calls, 6990 ms',
    ],
    [
      'a cache of 8 that nobody had more time to watch',
      { callMs: 450, growth: boundedCache(8, 100_000) },
      'clean: 4 + 11 × 1 calls, 6990 ms',
    ],
    [
      'a limit that is too fine',
      { callMs: 20, limitBytes: 16, maxTimeMs: 2_000 },
      'inconclusive (too coarse): 16 + 12 × 6 calls, 2020 ms',
    ],
    ['nothing once it is stopped', { stopAfter: 1_200 }, 'nothing'],
  ])('%s', async ([, machine, outcome]) => {
    expect(await told(machine)).toBe(outcome)
  })

  test('code that gets slower may leave too few blocks', async () => {
    const { finding } = await watch({ callMs: 1, maxTimeMs: 500, slowAfter: 80, slowCallMs: 40 })
    expect(finding).toMatchObject({ outcome: 'inconclusive', because: 'too few blocks', trend: undefined })
  })

  test('calls `between` after the warm-up and each block, before it looks', async () => {
    const seen: string[] = []
    let empty = 0
    const { finding } = await watch({
      between: () => {
        seen.push('between')
        empty++
      },
      growth: () => empty,
    })
    expect(seen).toHaveLength(7)
    expect(finding?.levels.map((level) => level.heapBytes - 30_000_000)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test('too short a time is an error with both figures', async () => {
    const { message } = await rejectionOf(watch({ callMs: 900, maxTimeMs: 3_300 }))
    expect(message).toMatchInlineSnapshot(
      `"toNotLeakMemory: a call takes 900 ms, and collecting garbage 10.0 ms: 6 times both and the warm-up need 7 280 ms, but it may take no more than 3 300 ms. Give it more time: test(name, { timeout: 20_000 }, fn), and maxTime if you have set it. Or hand it less work."`,
    )
  })

  test('throws what the code throws', async () => {
    const boom = new Error('boom')
    const code = { stopped: false, repeat: () => Promise.reject(boom) }
    const probe = {
      now: () => 0,
      settle: () => Promise.resolve(),
      level: () => ({ heapBytes: 0, offHeapBytes: 0 }),
    }
    const options = { limitBytes: undefined, warmupCalls: undefined, maxTimeMs: 1_000, place: 'here' }
    expect(await rejectionOf(watchHeap(code, probe, options))).toBe(boom)
  })
})
