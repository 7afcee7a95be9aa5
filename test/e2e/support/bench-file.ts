import { createProject } from './project.ts'
import type { Project } from './project.ts'
import { runVitest } from './run-vitest.ts'
import type { Outcome } from './run-vitest.ts'

export type Provider = "Vitest's" | 'ours'

const PROVIDER = "provider: 'skillperf/bench',"

/** A config with benchmarks; its reporter writes what it is given of them to `reported.json`. */
export const config = (provider: Provider, benchmark = '', more = ''): string => `
import { writeFileSync } from 'node:fs'
import { skillperf } from 'skillperf'

const keeping = {
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    writeFileSync('reported.json', JSON.stringify(tests.flatMap((test) => test.benchmarks())))
  },
}
export default {
  test: {
    reporters: ['default', keeping],
    benchmark: { enabled: true, ${provider === 'ours' ? PROVIDER : ''} ${benchmark} },
    ${more}
  },
}
void skillperf
`

/** Writes what a benchmark file exports to JSON, at its end. */
export const HEADER = `
import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'

const seen = {}
afterAll(() => writeFileSync('seen.json', JSON.stringify(seen, (_, value) => value === undefined ? 'undefined' : value)))

/** Samples without chance: the next of these, in ms. */
const taking = (...ms) => {
  let next = 0
  return () => ({ overriddenDuration: ms[next++ % ms.length] })
}
const FAST = { time: 0, iterations: 100, warmup: false }
`

/** What a run with benchmarks has left. */
export interface BenchRun extends Outcome {
  readonly project: Project
  readonly seen: Record<string, unknown>
  readonly reported: readonly { name: string; tasks: readonly Record<string, unknown>[] }[]
}

/** Runs a benchmark file, which comes below {@link HEADER}. */
export async function runBenchFile(provider: Provider, file: string, benchmark = ''): Promise<BenchRun> {
  const project = createProject('vitest-5', {
    'a.bench.ts': HEADER + file,
    'vitest.config.ts': config(provider, benchmark),
  })
  const outcome = await runVitest(project, [])
  const read = (name: string): unknown => JSON.parse(project.read(name))
  return {
    ...outcome,
    project,
    seen: read('seen.json') as BenchRun['seen'],
    reported: read('reported.json') as BenchRun['reported'],
  }
}
