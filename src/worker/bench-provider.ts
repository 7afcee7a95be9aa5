import type { Statistics, Task } from 'tinybench'
import type { BenchmarkProvider, BenchResult } from 'vitest'
import { latencyExtras } from '../core/latency-extras.ts'
import type { LatencyExtras } from '../core/latency-extras.ts'
import { loadHistograms } from '../core/stats/histogram.ts'
import { realTime } from './real-time.ts'

/** Groups that this process has run, for their names in tinybench. */
let groups = 0

/**
 * Runs benchmarks the way Vitest itself does, with tinybench and all of its
 * options (Vitest's own passes over the clocks among them), and adds to each
 * latency what its samples tell: `p90`, `p95` and a histogram. Samples that
 * nobody asked for are let go as soon as their benchmark ends.
 */
export const benchProvider: BenchmarkProvider = {
  async run({ test, config, registrations, options }) {
    // Loaded before anything runs, so that it disturbs nothing; and not by those who only read the config.
    const [{ Bench }, histograms] = await Promise.all([import('tinybench'), loadHistograms()])
    const asked = {
      signal: test.context.signal,
      name: `${test.fullTestName} ${++groups}`,
      retainSamples: config.retainSamples,
      ...options,
      // Fake timers must not stop it; and tinybench takes one clock, not two.
      ...(options?.timestampProvider === undefined && { now: options?.now ?? realTime.now }),
    }
    const bench = new Bench({ ...asked, retainSamples: true })
    const retaining = new Set<string>()
    for (const { name, fn, fnOpts } of registrations) {
      if (fnOpts?.retainSamples ?? asked.retainSamples) retaining.add(name)
      bench.add(name, fn, fnOpts?.retainSamples === false ? { ...fnOpts, retainSamples: true } : fnOpts)
    }
    const extras = new Map<string, LatencyExtras>()
    bench.addEventListener('cycle', ({ task: { name, result } }) => {
      if (!('latency' in result)) return
      extras.set(name, latencyExtras(result.latency.samples ?? [], histograms))
      if (retaining.has(name)) return
      result.latency.samples = undefined
      result.throughput.samples = undefined
    })
    await bench.run()
    throwErrors(bench.tasks)
    return bench.tasks.map((task) => toResult(task, extras.get(task.name), retaining.has(task.name)))
  },
}

function throwErrors(tasks: readonly Task[]): void {
  const errors = tasks.flatMap(({ result }) => (result.state === 'errored' ? [result.error] : []))
  if (errors.length > 1) throw new AggregateError(errors, 'Some benchmarks failed')
  const [error] = errors
  if (error !== undefined) throw error
}

function toResult({ name, result }: Task, extras: LatencyExtras | undefined, retain: boolean): BenchResult {
  if (result.state !== 'completed') {
    throw new Error(`task "${name}" did not complete: received "${result.state}"`)
  }
  const visible = (part: Statistics): Statistics => (retain ? part : { ...part, samples: undefined })
  return {
    ...result,
    latency: { ...visible(result.latency), ...extras },
    throughput: visible(result.throughput),
    name,
  }
}
