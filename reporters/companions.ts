import type { Reporter, Vitest } from 'vitest/node'
import { isBenchCommand } from '../src/main/bench-mode.ts'
import { reporterList } from '../src/main/reporter-list.ts'
import { withoutBenchTables } from './without-bench-tables.ts'

/** Reporters that write a run's course to the terminal, for people. */
const FOR_PEOPLE = ['default', 'verbose', 'dot', 'tree', 'minimal', 'agent']
/** Those of them that print a table of the benchmarks below every test. */
const WITH_BENCH_TABLES = ['default', 'verbose', 'tree']
/** Reporters that write it to the terminal for programs. */
const FOR_PROGRAMS = ['tap', 'tap-flat']

/** `whole`: nobody else prints the benchmarks. `additional`: only what others leave out. */
export type BenchDetail = 'whole' | 'additional'

/** What to print, given the reporters beside ours. */
export interface Company {
  /** Reporters of Vitest that we stand in for, to be called with every event. */
  readonly companions: readonly Reporter[]
  /** Whether our tables may go to the terminal. */
  readonly print: boolean
  /** How much of benchmarks to print. */
  readonly bench: BenchDetail
}

/**
 * `--reporter=skillperf` replaces Vitest's own reporters, so ours brings back
 * what would be missed: the terminal output, and on GitHub the annotations and
 * the job summary. A reporter that only the plugin added replaces nothing; it
 * prints tables beside a terminal reporter, and keeps quiet where there is
 * none, because standard output may be somebody's JSON.
 */
export async function findCompany(vitest: Vitest, addedByPlugin: boolean): Promise<Company> {
  const names = reporterList(vitest)
    .map((entry: unknown) => (Array.isArray(entry) ? entry[0] : entry) as unknown)
    .filter((name) => typeof name === 'string')
  const forPeople = names.some((name) => FOR_PEOPLE.includes(name))
  const bench =
    isBenchCommand(vitest) || names.some((name) => WITH_BENCH_TABLES.includes(name)) ? 'additional' : 'whole'
  if (addedByPlugin) return { companions: [], print: forPeople, bench }
  const terminal = forPeople || names.some((name) => FOR_PROGRAMS.includes(name))
  // Not at the top: a config file, and a tool that reads one, should not have to load Vitest.
  const node = await import('vitest/node')
  const companions: Reporter[] = []
  if (!terminal)
    companions.push(isBenchCommand(vitest) ? benchReporter(node) : withoutBenchTables(node.DefaultReporter))
  const onGithub = process.env['GITHUB_ACTIONS'] === 'true'
  if (onGithub && !names.includes('github-actions')) companions.push(new node.GithubActionsReporter())
  return { companions, print: true, bench }
}

/** Of Vitest 4 alone. Its tables stay: they have rows that ours have not, those of `--compare`. */
function benchReporter(node: object): Reporter {
  const { BenchmarkReporter } = node as { BenchmarkReporter: new () => Reporter }
  return new BenchmarkReporter()
}
