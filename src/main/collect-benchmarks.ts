import type { TestCase, TestModule, Vitest } from 'vitest/node'
import { recordBenchmark } from '../core/bench-record.ts'
import type { BenchFileReport, BenchGroup, BenchRecord } from '../core/bench-record.ts'
import { readBenchResult } from '../core/bench-result.ts'
import { formatNames, printable } from '../core/format.ts'
import { redact } from '../core/redact.ts'
import { leastSamples } from '../core/percentile.ts'
import { describeError } from '../core/thrown.ts'
import { isBenchCommand } from './bench-mode.ts'
import { byProjectAndFile, relativePath } from './collect.ts'

/** What a run's modules carry of `bench`. */
export interface CollectedBenchmarks {
  readonly files: readonly BenchFileReport[]
  readonly notes: readonly string[]
}

/** Benchmarks as Vitest has them. */
interface FoundGroup {
  readonly name: string
  readonly results: { readonly result: unknown; readonly stored: boolean }[]
}

/**
 * Reads the results of benchmarks out of the tests. Works on what is there when
 * the run has ended, because merged blobs replay nothing.
 */
export function collectBenchmarks(vitest: Vitest, modules: readonly TestModule[]): CollectedBenchmarks {
  const notes: string[] = []
  const files = modules.flatMap((module) => {
    const groups = findGroups(module).flatMap((group) => readGroup(group, notes))
    if (groups.length === 0) return []
    return [{ project: module.project.name, file: relativePath(vitest, module.moduleId), groups }]
  })
  const benchmarks = files.flatMap((file) => file.groups).flatMap((group) => group.benchmarks)
  notes.push(...noteUnknownP95(benchmarks, isBenchCommand(vitest)))
  return { files: files.toSorted(byProjectAndFile), notes }
}

/** With Vitest 5, benchmarks belong to a test; with Vitest 4 each is a test, and its suite is the group. */
function findGroups(module: TestModule): FoundGroup[] {
  const groups: FoundGroup[] = []
  const suites = new Map<string, FoundGroup>()
  for (const test of module.children.allTests()) {
    if (typeof Reflect.get(test, 'benchmarks') === 'function') groups.push(...groupsOf(test))
    const result = resultOfVitest4(test)
    if (result === undefined) continue
    const name = test.parent.type === 'suite' ? test.parent.fullName : ''
    const suite = suites.get(name) ?? { name, results: [] }
    suites.set(name, suite)
    suite.results.push({ result, stored: false })
  }
  return [...groups, ...suites.values()]
}

function groupsOf(test: TestCase): FoundGroup[] {
  return test.benchmarks().map(({ name, tasks }) => ({
    name,
    results: tasks.map((task) => ({ result: task, stored: task.fromStore === true })),
  }))
}

/** The flat result of Vitest 4 in the form of Vitest 5; undefined when this test is no benchmark. */
function resultOfVitest4(test: TestCase): unknown {
  const { result } = Reflect.get(test, 'task') as { result?: { benchmark?: Record<string, unknown> } }
  const flat = result?.benchmark
  if (flat === undefined) return undefined
  const samples = Array.isArray(flat['samples']) && flat['samples'].length > 0 ? flat['samples'] : undefined
  const latency = { ...flat, samples, samplesCount: flat['sampleCount'], p50: flat['median'] }
  return { name: flat['name'], totalTime: flat['totalTime'], latency }
}

function readGroup({ name, results }: FoundGroup, notes: string[]): BenchGroup[] {
  const benchmarks = results.flatMap(({ result, stored }) => {
    try {
      const read = readBenchResult(result)
      return read === undefined ? [] : [recordBenchmark(read, stored)]
    } catch (error) {
      notes.push(`a result of "${printable(name)}" cannot be read: ${describeError(error)}`)
      return []
    }
  })
  if (benchmarks.length === 0) return []
  return [{ name: redact(name), benchmarks: benchmarks.toSorted((a, b) => a.meanMs - b.meanMs) }]
}

/** A p95 that could be known, if another line stood in the config. */
function noteUnknownP95(benchmarks: readonly BenchRecord[], isVitest4: boolean): string[] {
  const unknown = benchmarks.filter(({ n, percentilesMs: { p95 } }) => p95 === null && n >= leastSamples(95))
  const line = isVitest4
    ? 'benchmark: { includeSamples: true }'
    : "benchmark: { provider: 'skillperf/bench' }"
  const note = (of: readonly BenchRecord[], why: string, then: string): string[] => {
    if (of.length === 0) return []
    const names = [...new Set(of.map(({ name }) => name))]
    return [
      `${formatNames(names)} ${names.length === 1 ? 'has' : 'have'} no p95${why}: write ${line} into the config${then}`,
    ]
  }
  return [
    ...note(
      unknown.filter(({ stored }) => !stored),
      '',
      '',
    ),
    ...note(
      unknown.filter(({ stored }) => stored),
      ', because the result that bench.from() read has none',
      ', and run again what writes it',
    ),
  ]
}
