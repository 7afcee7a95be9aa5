import { errorMessages } from './output.ts'
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
    const reported = modules.map((module) => {
      const tests = [...module.children.allTests()]
      return [module.relativeModuleId, { passed: module.ok(), reported: tests.flatMap((test) => test.benchmarks()) }]
    })
    writeFileSync('reported.json', JSON.stringify(Object.fromEntries(reported)))
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

/** Writes what a benchmark file has `seen` to JSON, at its end. */
export const HEADER = `
import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'

const seen = {}
afterAll(() => writeFileSync(new URL(import.meta.url + '.json'), JSON.stringify(seen, (_, value) => value === undefined ? 'undefined' : value)))

/** Samples without chance: the next of these, in ms. */
const taking = (...ms) => {
  let next = 0
  return () => ({ overriddenDuration: ms[next++ % ms.length] })
}
const FAST = { time: 0, iterations: 100, warmup: false }
`

/** A project with one benchmark file, which comes below {@link HEADER}. */
export function benchProject(provider: Provider, file: string): Project {
  return createProject('vitest-5', { 'a.bench.ts': HEADER + file, 'vitest.config.ts': config(provider) })
}

/** What a run has left of one benchmark file. */
export interface BenchFile {
  readonly passed: boolean
  readonly seen: Record<string, unknown>
  readonly reported: readonly { name: string; tasks: readonly Record<string, unknown>[] }[]
  readonly stdout: string
  /** Of this file: the messages of its errors. */
  readonly errors: readonly string[]
}

/**
 * Runs the benchmark files of several tests at once, with Vitest's own provider and with ours, when the first of the
 * tests asks for its own.
 */
export class SharedRuns {
  readonly #files = new Map<string, string>()
  readonly #benchmark: string
  #runs: Promise<readonly [own: Run, ours: Run]> | undefined

  /** @param benchmark options for the benchmarks in the config */
  constructor(benchmark = '') {
    this.#benchmark = benchmark
  }

  /** Adds a file, which comes below {@link HEADER}; the function that is returned tells what became of it. */
  add(file: string): () => Promise<[own: BenchFile, ours: BenchFile]> {
    const name = `file-${this.#files.size}.bench.ts`
    this.#files.set(name, HEADER + file)
    return async () => {
      this.#runs ??= Promise.all([this.#run("Vitest's"), this.#run('ours')])
      const [own, ours] = await this.#runs
      return [resultOf(own, name), resultOf(ours, name)]
    }
  }

  // Threads and forks pass errors on in other words.
  async #run(provider: Provider): Promise<Run> {
    const project = createProject('vitest-5', {
      ...Object.fromEntries(this.#files),
      'vitest.config.ts': config(provider, this.#benchmark),
    })
    return { project, outcome: await runVitest(project, ['--pool=forks']) }
  }
}

interface Run {
  readonly project: Project
  readonly outcome: Outcome
}

function resultOf({ project, outcome: { stdout, stderr } }: Run, name: string): BenchFile {
  const all = JSON.parse(project.read('reported.json')) as Record<
    string,
    Pick<BenchFile, 'passed' | 'reported'>
  >
  const file = all[name]
  if (file === undefined) throw new Error(`${name} did not run: ${stdout}${stderr}`)
  return {
    ...file,
    seen: JSON.parse(project.read(`${name}.json`)) as BenchFile['seen'],
    stdout,
    errors: file.passed ? [] : errorMessages(stderr),
  }
}
