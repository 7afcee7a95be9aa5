import type { Reporter, Vitest } from 'vitest/node'

/** Reporters that write a run's course to the terminal, for people. */
const FOR_PEOPLE = ['default', 'verbose', 'dot', 'tree', 'minimal', 'agent']
/** Reporters that write it to the terminal for programs. */
const FOR_PROGRAMS = ['tap', 'tap-flat']

/** What to print, given the reporters beside ours. */
export interface Company {
  /** Reporters of Vitest that we stand in for, to be called with every event. */
  readonly companions: readonly Reporter[]
  /** Whether our tables may go to the terminal. */
  readonly print: boolean
}

/**
 * `--reporter=skillperf` replaces Vitest's own reporters, so ours brings back
 * what would be missed: the terminal output, and on GitHub the annotations and
 * the job summary. A reporter that only the plugin added replaces nothing; it
 * prints tables beside a terminal reporter, and keeps quiet where there is
 * none, because standard output may be somebody's JSON.
 */
export async function findCompany(vitest: Vitest, addedByPlugin: boolean): Promise<Company> {
  const names = vitest.config.reporters.map((entry) => (Array.isArray(entry) ? String(entry[0]) : ''))
  const forPeople = names.some((name) => FOR_PEOPLE.includes(name))
  if (addedByPlugin) return { companions: [], print: forPeople }
  const terminal = forPeople || names.some((name) => FOR_PROGRAMS.includes(name))
  // Not at the top: a config file, and a tool that reads one, should not have to load Vitest.
  const { DefaultReporter, GithubActionsReporter } = await import('vitest/node')
  const companions: Reporter[] = []
  if (!terminal) companions.push(new DefaultReporter())
  const onGithub = process.env['GITHUB_ACTIONS'] === 'true'
  if (onGithub && !names.includes('github-actions')) companions.push(new GithubActionsReporter())
  return { companions, print: true }
}
