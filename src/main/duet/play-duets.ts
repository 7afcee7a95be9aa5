import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Reporter, TestProject, TestSpecification, Vitest } from 'vitest/node'
import { createVitest } from 'vitest/node'
import type { Side } from '../../core/duet/duet-record.ts'
import { usageError } from '../../core/errors.ts'
import { resolveOptions } from '../../core/options/resolve-options.ts'
import { relativePath } from '../collect.ts'
import { reportedName } from '../perf-project.ts'
import { prepareProjects } from '../prepare-projects.ts'
import { pluginOptions } from '../vitest-state.ts'
import { requireVitest } from '../vitest-version.ts'
import { answerOf } from './answer-of.ts'
import { duetFileText } from './duet-file-text.ts'
import type { DuetAnswer, DuetFileAnswer, DuetRequest } from './duet-request.ts'
import { keepOldModules } from './old-modules.ts'
import { Output } from './output.ts'
import { takeTurns } from './take-turns.ts'

/** A file that only one version has. */
function onlyIn(side: Side, { project, file }: { project: string; file: string }): DuetFileAnswer {
  return { project, file, tests: { old: [], new: [] }, error: undefined, only: side }
}

/** A test file in two versions: absolute paths. */
interface FilePair {
  readonly specification: TestSpecification
  readonly old: string
  readonly new: string
}

/**
 * Runs test files in two versions at once, in a Vitest of its own.
 *
 * @throws SkillperfError where there is nothing to run
 */
export async function playDuets(request: DuetRequest): Promise<DuetAnswer> {
  const vitest = await startIdle(request)
  try {
    const specifications = await vitest.globTestSpecifications([...request.filters])
    const files = pairFiles(request, vitest, specifications)
    const played = files.filter(({ old }) => existsSync(old))
    for (const project of new Set(played.map(({ specification }) => specification.project))) {
      keepOldModules(project, { old: slashed(request.old), new: slashed(request.repository) })
    }
    return {
      kind: 'played',
      files: [
        ...(await run(request, vitest, played)),
        ...files.filter(({ old }) => !existsSync(old)).map((file) => onlyIn('new', nameOf(vitest, file))),
        ...deletedFiles(request, vitest),
      ],
      slowdown: slowdownOf(vitest),
    }
  } finally {
    await vitest.close()
  }
}

async function run(
  request: DuetRequest,
  vitest: Vitest,
  files: readonly FilePair[],
): Promise<DuetFileAnswer[]> {
  const written = files.map((file, nth) => {
    const path = slashed(join(request.folder, `duet-${nth}.test.mjs`))
    const { project, file: name } = nameOf(vitest, file)
    const only = request.only
      ?.filter((test) => test.project === project && test.file === name)
      .map(({ names }) => names)
    writeFileSync(path, duetFileText({ old: slashed(file.old), new: slashed(file.new), only }))
    return { file, path }
  })
  const specifications = written.map(({ file, path }) => file.specification.project.createSpecification(path))
  if (specifications.length === 0) return []
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications)
  return written.map(({ file, path }) => {
    const { project } = file.specification
    const module = testModules.find((one) => one.moduleId === path && one.project === project)
    return answerOf(nameOf(vitest, file), module, unhandledErrors)
  })
}

/** A Vitest with the user's config, that has run nothing yet. */
async function startIdle({ root, config, projects }: DuetRequest): Promise<Vitest> {
  const output = new Output()
  const options = {
    root,
    ...(config !== undefined && { config }),
    ...(projects.length > 0 && { project: [...projects] }),
    run: true,
    watch: false,
    reporters: [new DuetReporter()],
    coverage: { enabled: false },
    typecheck: { enabled: false },
    fileParallelism: false,
    retry: 0,
    bail: 0,
    update: false,
  }
  // The form of both versions.
  const create = createVitest as unknown as (...args: readonly unknown[]) => Promise<Vitest>
  const vitest = await create('test', options, {}, { stdout: output, stderr: output })
  await vitest.standalone()
  return vitest
}

/** Brings our setup to the workers. Prints nothing. */
class DuetReporter implements Reporter {
  /** The plugin adds no reporter beside this one. */
  readonly isSkillperfReporter = true

  onInit(vitest: Vitest): void {
    requireVitest(vitest.version)
    prepareProjects(vitest, (project) => {
      takeTurns(project)
      const { seed, sla, inconclusive, spans } = optionsOf(vitest, project)
      return { seed, sla, inconclusive, spans, attempts: 'here', root: vitest.config.root }
    })
  }
}

function optionsOf(vitest: Vitest, project: TestProject): ReturnType<typeof resolveOptions> {
  return resolveOptions({ outputFile: undefined, reporter: {}, plugin: pluginOptions(vitest, project) })
}

/** The strictest of all projects. */
function slowdownOf(vitest: Vitest): number {
  return Math.min(...vitest.projects.map((project) => optionsOf(vitest, project).minDetectableSlowdown))
}

function pairFiles(
  request: DuetRequest,
  vitest: Vitest,
  specifications: readonly TestSpecification[],
): FilePair[] {
  const { filters, only, repository, old, renamed } = request
  const files = specifications
    .filter(({ pool, project }) => pool !== 'typescript' && !project.isBrowserEnabled())
    .map((specification) => {
      const path = slashed(relative(repository, specification.moduleId))
      return { specification, new: specification.moduleId, old: join(old, renamed[path] ?? path) }
    })
  if (files.length === 0) throw noFiles(filters)
  const chosen =
    only === undefined
      ? files.filter((file) => filters.length > 0 || [file.new, file.old].some(mentionsPerf))
      : files.filter((file) => {
          const { project, file: name } = nameOf(vitest, file)
          return only.some((test) => test.project === project && test.file === name)
        })
  if (chosen.length === 0) throw noneMeasures(files.length)
  return chosen
}

/** Test files that only the old version has. */
function deletedFiles({ deleted, filters, repository, old }: DuetRequest, vitest: Vitest): DuetFileAnswer[] {
  const wanted = deleted.filter(
    (path) =>
      (filters.length === 0 || filters.some((filter) => path.includes(slashed(filter)))) &&
      mentionsPerf(join(old, path)),
  )
  return wanted.flatMap((path) => {
    const moduleId = slashed(join(repository, path))
    const project = vitest.projects.find((one) => one.matchesTestGlob(moduleId))
    if (project === undefined) return []
    return [onlyIn('old', { project: reportedName(project), file: relativePath(vitest, moduleId) })]
  })
}

/** Test files that measure nothing would only take time. */
function mentionsPerf(path: string): boolean {
  return existsSync(path) && /\bperf\b/.test(readFileSync(path, 'utf8'))
}

function nameOf(vitest: Vitest, { specification }: FilePair): { project: string; file: string } {
  return {
    project: reportedName(specification.project),
    file: relativePath(vitest, specification.moduleId),
  }
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/')
}

function noFiles(filters: readonly string[]): Error {
  return usageError({
    place: 'skillperf duet',
    rule: 'Vitest finds no test files',
    ...(filters.length > 0 && { received: { value: filters.join(' ') } }),
    fix:
      filters.length > 0
        ? 'Name files as for vitest run: by parts of their paths.'
        : 'Call it in the folder that Vitest is called in, or name it: --root=packages/app.',
  })
}

function noneMeasures(files: number): Error {
  return usageError({
    place: 'skillperf duet',
    rule: `none of ${files} test files measures: they do not use \`perf\``,
    fix: "Write perf.measure('research', () => research(query)) in a test, or name the files to run.",
  })
}
