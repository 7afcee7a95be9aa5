import { describe, expect, test, vi } from 'vitest'
import type { BenchRegistrationInput, BenchRunOptions, BenchmarkGroup, BenchResult } from 'vitest'
import { readBenchResult } from '../../src/core/bench-result.ts'
import { benchProvider } from '../../src/worker/bench-provider.ts'
import { histogramsNow } from '../../src/worker/histograms.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

/** Every sample is the next of these, in ms, from the first one on in each phase. */
function taking(samplesMs: readonly number[]): Pick<BenchRegistrationInput, 'fn' | 'fnOpts'> {
  let next = 0
  return {
    fn: () => ({ overriddenDuration: samplesMs[next++ % samplesMs.length] ?? 0 }),
    fnOpts: { beforeAll: () => void (next = 0) },
  }
}

const hundredMs = Array.from({ length: 100 }, (_, i) => 100 - i)

function run(
  registrations: readonly BenchRegistrationInput[],
  options: BenchRunOptions = {},
  { retainSamples = false, signal = new AbortController().signal } = {},
): Promise<BenchResult[]> {
  const group = {
    test: { context: { signal }, fullTestName: 'parses' },
    config: { retainSamples },
    registrations: [...registrations],
    options: { time: 0, iterations: 100, warmupTime: 0, ...options },
  }
  return benchProvider.run(group as unknown as BenchmarkGroup)
}

describe('benchProvider', () => {
  test('adds what the samples tell', async () => {
    const [result] = await run([{ name: 'a', ...taking(hundredMs) }])
    const read = readBenchResult(result, histogramsNow)
    expect(result).toMatchObject({ name: 'a', state: 'completed', totalTime: 5050 })
    expect(result?.latency.p90).toBeCloseTo(90.63, 2)
    expect(read?.percentileMs(95)).toBe(result?.latency.p95)
    expect(result?.latency.p95).toBeCloseTo(95.65, 10)
    expect(read?.percentileMs(98)).toBeCloseTo(98, 0)
    expect(read?.countAtLeast(91)).toBe(10)
    expect(result?.throughput).not.toHaveProperty('p95')
  })

  test.for<[string, boolean, boolean | undefined, boolean | undefined, boolean]>([
    ['by default', false, undefined, undefined, false],
    ['in the config', true, undefined, undefined, true],
    ['in the options', false, true, undefined, true],
    ['not in the options', true, false, undefined, false],
    ['for the benchmark', false, false, true, true],
    ['not for the benchmark', true, true, false, false],
  ])('shows samples as asked for: %s', async ([, inConfig, inOptions, ofBenchmark, shown]) => {
    const { fn, fnOpts } = taking(hundredMs)
    const own = ofBenchmark === undefined ? fnOpts : { ...fnOpts, retainSamples: ofBenchmark }
    const options = inOptions === undefined ? {} : { retainSamples: inOptions }
    const [result] = await run([{ name: 'a', fn, ...(own && { fnOpts: own }) }], options, {
      retainSamples: inConfig,
    })
    expect(result?.latency).toHaveProperty('samples', shown ? hundredMs.toReversed() : undefined)
    expect(result?.throughput.samples?.length).toBe(shown ? 100 : undefined)
    expect(result?.latency.p95).toBeCloseTo(95.65, 10)
  })

  test('a hook that listens for the end of a benchmark gets its event', async () => {
    const events: string[] = []
    await run([{ name: 'a', ...taking([1]) }], {
      setup: (task, mode) => {
        if (mode === 'run') task?.addEventListener('cycle', (event) => events.push(event.type))
      },
    })
    expect(events).toStrictEqual(['cycle'])
  })

  test.for<[string, string[], string]>([
    ['one', ['first'], 'first'],
    ['several', ['first', 'second'], 'Some benchmarks failed'],
  ])('throws what was thrown in %s', async ([, messages, message]) => {
    const failing = messages.map((text, i) => ({
      name: `failing ${i}`,
      fn: () => {
        throw new Error(text)
      },
    }))
    const error = await rejectionOf(run([{ name: 'fine', ...taking([1]) }, ...failing]))
    expect(error.message).toBe(message)
    expect(
      error instanceof AggregateError ? error.errors.map(({ message: one }: Error) => one) : [error.message],
    ).toStrictEqual(messages)
  })

  test('does not pass an aborted benchmark off as a result', async () => {
    const controller = new AbortController()
    let calls = 0
    const fn = (): void => {
      if (++calls === 30) controller.abort()
    }
    const error = await rejectionOf(
      run([{ name: 'a', fn }], { warmup: false }, { signal: controller.signal }),
    )
    expect(error.message).toBe('task "a" did not complete: received "aborted-with-statistics"')
  })

  test.for<[string, BenchRunOptions, string, number]>([
    ['now', { now: steppingBy(3) }, 'custom', 3],
    [
      'timestampProvider',
      { timestampProvider: { name: 'steps', fn: steppingBy(2), fromMs: Number, toMs: Number } },
      'steps',
      2,
    ],
  ])('takes the time from a clock of the options: %s', async ([, options, name, ms]) => {
    const [result] = await run([{ name: 'a', fn: () => {} }], options)
    expect(result).toMatchObject({ timestampProviderName: name, latency: { min: ms, p95: ms, max: ms } })
  })

  test('otherwise from the real one, even under fake timers', async () => {
    vi.useFakeTimers()
    try {
      const [result] = await run([{ name: 'a', fn: () => {} }])
      expect(result?.latency.max).toBeGreaterThan(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('survives a clock that once goes backwards', async () => {
    let calls = 0
    let nowMs = 0
    const now = (): number => (nowMs += ++calls === 8 ? -1 : 2)
    const [result] = await run([{ name: 'a', fn: () => {} }], { now, warmup: false })
    expect(result?.latency).toMatchObject({ min: -1, p90: 2, p95: 2 })
    expect(result?.latency).not.toHaveProperty('histogram')
  })
})

function steppingBy(ms: number): () => number {
  let nowMs = 0
  return () => (nowMs += ms)
}
