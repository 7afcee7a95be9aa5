import type { TestProject } from 'vitest/node'

/** Whether this is the command `vitest bench`, which Vitest 4 has and Vitest 5 has not. */
export function isBenchCommand({ mode }: { readonly mode: string }): boolean {
  return mode === 'benchmark'
}

/** Whether Vitest 5 made this project for its benchmarks. Vitest 4 has no such projects, and often no such options. */
export function isBenchProject({ config }: Pick<TestProject, 'config'>): boolean {
  const options: { readonly enabled?: unknown } | undefined = config.benchmark
  return options?.enabled === true
}
