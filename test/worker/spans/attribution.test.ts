import { describe, expect, test } from 'vitest'
import { span, startSpan, trace } from '../../../src/profiler.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { CLOCKS, inTest } from '../../helpers/in-test.ts'

installClockShims()

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe.each(CLOCKS)('on the %s clock', (clock) => {
  test('spans of iterations that interleave go to their own', () =>
    inTest(async (perf) => {
      const options = { clock, iterations: 30, warmup: 0, concurrency: 5 } as const
      const { spans } = await perf.measure('run', options, async ({ iteration }) => {
        await Promise.all([
          span('a', () => sleep(1 + (iteration % 3)), { iteration }),
          span('b', () => span('c', () => sleep(2), { iteration }), { iteration }),
        ])
        using last = startSpan('d', { iteration })
        await sleep(1)
        last.setAttribute('iteration', iteration)
      })
      expect(spans).toMatchObject({ iterations: 30, total: 150, notes: [] })
      expect(spans.trees).toHaveLength(30)
      for (const { iteration, root } of spans.trees) {
        const attributes = { iteration }
        expect(root).toMatchObject({
          name: 'run',
          children: [
            { name: 'a', attributes },
            { name: 'b', attributes, children: [{ name: 'c', attributes }] },
            { name: 'd', attributes },
          ],
        })
        expect(root.children).toHaveLength(3)
      }
    }))

  test('of an open loop, too', () =>
    inTest(async (perf) => {
      const options = {
        clock,
        iterations: 20,
        warmup: 0,
        arrival: { rate: 1_000, kind: 'constant' },
      } as const
      const { spans } = await perf.measure('run', options, ({ iteration }) =>
        span('a', () => sleep(3), { iteration }),
      )
      expect(spans).toMatchObject({ iterations: 20, total: 40, notes: [] })
      for (const { iteration, root } of spans.trees) {
        expect(root.children).toMatchObject([{ name: 'a', attributes: { iteration } }])
      }
    }))

  test('those of warm-up iterations, of hooks, and around the measurement do not count', () =>
    inTest(async (perf) => {
      const traced = trace('hook', () => sleep(1))
      const options = { clock, iterations: 4, warmup: 3, beforeEach: traced, afterEach: traced } as const
      let calls = 0
      const { spans } = await span('around', async () =>
        perf.measure('run', options, async () => {
          calls++
          await span('a', () => sleep(1))
        }),
      )
      expect(calls).toBe(7)
      expect(spans).toMatchObject({ iterations: 4, total: 8, notes: [] })
      expect(Object.fromEntries(spans.operations.map(({ name, count }) => [name, count]))).toStrictEqual({
        a: 4,
        run: 4,
      })
      for (const { root } of spans.trees)
        expect(root).toMatchObject({ name: 'run', children: [{ name: 'a' }] })
    }))

  test('two measurements of one test do not mix', () =>
    inTest(async (perf) => {
      const measure = (name: string) =>
        perf.measure(name, { clock, iterations: 10, warmup: 0 }, () => span(`in ${name}`, () => sleep(1)))
      const runs = [await measure('first'), await measure('second')]
      for (const { name, spans } of runs) {
        expect(spans.operations.map((operation) => operation.name).toSorted()).toStrictEqual(
          [`in ${name}`, name].toSorted(),
        )
      }
    }))

  test('a failed iteration has its spans, too', () =>
    inTest(async (perf) => {
      const { spans } = await perf.measure(
        'run',
        { clock, iterations: 4, warmup: 0 },
        async ({ iteration }) => {
          await span('a', async () => {
            await sleep(1)
            if (iteration === 2) throw new Error('503')
          })
        },
      )
      expect(spans.iterations).toBe(4)
      expect(spans.trees.map(({ root }) => root.failed)).toStrictEqual([false, false, true, false])
      expect(spans.operations.find(({ name }) => name === 'a')).toMatchObject({ count: 4, errors: 1 })
    }))
})

test('a function with spans is never timed in batches', () =>
  inTest(async (perf) => {
    let calls = 0
    const run = await perf.measure('fast', { time: '100ms' }, () => span('a', () => calls++))
    expect(run.batch).toBe(1)
    expect(run.spans.iterations).toBe(run.n)
    expect(run.spans.operations.find(({ name }) => name === 'a')).toMatchObject({
      count: run.n,
      perIteration: 1,
    })
  }))
