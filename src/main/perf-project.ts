import type { TestProject, VitestPluginContext } from 'vitest/node'
import { knownKeys, plainObject } from '../core/check.ts'
import { usageError } from '../core/errors.ts'
import { DEFAULT_ISOLATE, readGlobs } from '../core/options/isolate.ts'

/** What stands in `test.projects` of a config. */
type Declared = Extract<Parameters<VitestPluginContext['injectTestProjects']>[0], { test?: unknown }>

/** Options of a project in `test.projects`, as Vitest has them. */
export type ProjectTestOptions = NonNullable<Declared['test']>

/** Options of {@link perfProject}. */
export interface PerfProjectOptions {
  /** Default: `perf`. */
  readonly name?: string
  /** Globs of its files. Default: `*.perf.test.ts` and its likes, everywhere below `root`. */
  readonly include?: string | readonly string[]
  /** The config it takes over, as in Vitest: a path, or `true` for the one that it stands in. Default: `true`. */
  readonly extends?: string | true
  /** Folder of its files, as in Vite. Default: that of the config it stands in. */
  readonly root?: string
  /** Anything else that a project's `test` may have, but for what makes its files run alone. */
  readonly test?: Omit<ProjectTestOptions, FixedOption>
}

/** A project whose files run alone, for `test.projects`. */
export interface PerfProject {
  readonly extends: string | true
  readonly root?: string
  readonly test: ProjectTestOptions
}

/** What makes files run alone, and once: nobody else sets it. */
const FIXED = ['pool', 'isolate', 'maxWorkers', 'fileParallelism', 'maxConcurrency', 'benchmark'] as const
type FixedOption = (typeof FIXED)[number]

/** What a project of ours says of itself, among the values that it provides. */
export interface PerfMark {
  /** Its globs alone: Vitest adds those of the config that it extends. */
  readonly include: readonly string[]
  /** The user set a timeout for just these files. */
  readonly hasTimeout: boolean
  /** We made it, and its files belong to the project of that name. */
  readonly partOf?: string
}

const MARK = 'skillperf:perf'

const PLACE = 'perfProject({ … })'
const FIX = "Write for example { extends: true }, or { name: 'api perf', root: 'packages/api' }."

/**
 * A project for `test.projects` whose files run alone: after all others, in
 * forks, one test at a time, with a timeout of 60 s unless you set another.
 * The other projects leave its files to it.
 *
 * @throws SkillperfError for an unknown option, a value out of its range, or an option that would end the isolation
 * @example
 * export default defineConfig({
 *   plugins: [skillperf()],
 *   test: { projects: [{ extends: true, test: { name: 'unit' } }, perfProject()] },
 * })
 */
export function perfProject(options?: PerfProjectOptions): PerfProject {
  const given: PerfProjectOptions = plainObject(options ?? {}, PLACE, FIX)
  knownKeys(given, ['name', 'include', 'extends', 'root', 'test'], PLACE)
  const { extends: base = true, root, test = {} } = given
  if (root !== undefined) checkText('root', root)
  if (base !== true) checkText('extends', base)
  refuseFixed(plainObject(test, `${PLACE} \`test\``, 'Write for example { testTimeout: 120_000 }.'))
  const name = given.name ?? test.name ?? 'perf'
  if (typeof name !== 'object') checkText('name', name)
  const include = readGlobs(given.include ?? test.include ?? DEFAULT_ISOLATE, {
    place: PLACE,
    rule: '`include` must be a glob or a list of globs',
    fix: "Write for example 'perf/**/*.test.ts', or leave it out.",
  })
  const mark = { include, hasTimeout: test.testTimeout !== undefined }
  return define({ extends: base, ...(root === undefined ? {} : { root }), test: { ...test, name } }, mark)
}

/**
 * The project that the plugin makes where a config declares none.
 *
 * @param partOf the name of the project that its files belong to
 */
export function ownPerfProject(name: string, include: readonly string[], partOf: string): PerfProject {
  return define({ extends: true, test: { name } }, { include, hasTimeout: false, partOf })
}

/** @returns what a project says of itself, if it is one of ours */
export function markOf(test: { readonly provide?: object | undefined } | undefined): PerfMark | undefined {
  return Reflect.get(test?.provide ?? {}, MARK) as PerfMark | undefined
}

/** The name that a project has in reports: what the plugin takes out of a project stays a part of it. */
export function reportedName(project: TestProject): string {
  return markOf(project.config)?.partOf ?? project.name
}

/** A project of ours, as a config declares it. */
export interface DeclaredPerfProject {
  readonly name: string
  readonly root: string | undefined
  readonly mark: PerfMark
}

/** @returns ours among the projects that a config declares as plain objects */
export function declaredPerfProjects(declared: readonly unknown[]): readonly DeclaredPerfProject[] {
  return declared.flatMap((one) => {
    const { test, root } = (one ?? {}) as Partial<PerfProject>
    const mark = markOf(test)
    if (test === undefined || mark === undefined) return []
    const name = typeof test.name === 'object' ? test.name.label : (test.name ?? '')
    return [{ name, root, mark }]
  })
}

function define(project: PerfProject, mark: PerfMark): PerfProject {
  const { test } = project
  return {
    ...project,
    test: {
      ...test,
      include: [...mark.include],
      pool: 'forks',
      isolate: true,
      maxWorkers: 1,
      maxConcurrency: 1,
      // Benchmarks and type tests are run by the project that has them.
      benchmark: { enabled: false, include: [] },
      typecheck: { enabled: false, ...test.typecheck },
      // After all that has no order of its own; the plugin looks at the others, too.
      sequence: { groupOrder: 1, ...test.sequence, concurrent: false },
      provide: { ...test.provide, [MARK]: mark } as NonNullable<ProjectTestOptions['provide']>,
    },
  }
}

function refuseFixed(test: Readonly<Record<string, unknown>>): void {
  const fixed = FIXED.find((key) => test[key] !== undefined)
  if (fixed === undefined) return
  throw usageError({
    place: `${PLACE} \`test\``,
    rule: `\`${fixed}\` is not yours to set, because its files run alone, in forks, one at a time`,
    received: { value: test[fixed] },
    fix: 'Leave it out, or declare a project without perfProject.',
  })
}

function checkText(key: string, value: unknown): void {
  if (typeof value === 'string' && value.trim() !== '') return
  const rule = `\`${key}\` must be a text that is not empty`
  throw usageError({ place: PLACE, rule, received: { value }, fix: FIX })
}
