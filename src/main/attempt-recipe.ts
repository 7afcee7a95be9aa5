import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject, Vitest } from 'vitest/node'
import type { AttemptRecipe } from '../core/attempts.ts'
import type { WorkerOptions } from '../core/options/skillperf-options.ts'

/**
 * Options of the command line that say which tests run, what is written or
 * shown, or how the run is watched: an attempt runs one test and tells us alone.
 */
const LEFT_OUT = new Set([
  'api',
  'attachmentsDir',
  'bail',
  'benchmark',
  'benchmarkOnly',
  'changed',
  'clearCache',
  'coverage',
  'execArgv',
  'hideSkippedTests',
  'inspect',
  'inspectBrk',
  'inspector',
  'lastFailed',
  'listTags',
  'mergeReports',
  'onlyFailures',
  'open',
  'outputFile',
  'related',
  'repeats',
  'reporter',
  'reporters',
  'retry',
  'run',
  'shard',
  'silent',
  'standalone',
  'testNamePattern',
  'ui',
  'update',
  'watch',
])

/**
 * How a test process of a project can run one of its tests again.
 *
 * @param options what the project's test processes have got
 */
export function createRecipe(
  vitest: Vitest,
  project: TestProject,
  options: Omit<WorkerOptions, 'attempts'>,
): AttemptRecipe {
  const { configFile } = vitest.vite.config
  return {
    node: process.execPath,
    // A debugger listens once.
    execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
    script: fileURLToPath(new URL('../main/attempt-script.js', import.meta.url)),
    lock: join(tmpdir(), `skillperf-${process.pid}.lock`),
    request: {
      root: vitest.config.root,
      config: configFile ?? false,
      project: project.name === '' ? undefined : project.name,
      pool: project.config.pool,
      cli: commandLine(vitest),
      options,
    },
  }
}

/** The options that this Vitest was started with, as far as JSON can carry them. */
function commandLine(vitest: Vitest): Record<string, unknown> {
  // In Vitest 5 on the config, in 4 on the instance; where neither is there, the config has to do.
  const given: unknown = Reflect.get(vitest.config, 'cliOptions') ?? Reflect.get(vitest, '_cliOptions')
  if (typeof given !== 'object' || given === null) return {}
  const kept = Object.entries(given).filter(([name, value]) => !LEFT_OUT.has(name) && isPlain(value))
  return JSON.parse(JSON.stringify(Object.fromEntries(kept))) as Record<string, unknown>
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'function' && typeof value !== 'symbol'
  return (
    Array.isArray(value)
      ? value
      : Object.getPrototypeOf(value) === Object.prototype
        ? Object.values(value)
        : [() => {}]
  ).every(isPlain)
}
