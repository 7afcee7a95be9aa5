import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { TestSpecification, Vitest } from 'vitest/node'
import type { Side } from '../../core/duet/duet-record.ts'
import { usageError } from '../../core/errors.ts'
import { relativePath } from '../collect.ts'
import { reportedName } from '../perf-project.ts'
import type { DuetFileAnswer, DuetRequest } from './duet-request.ts'

/** A test file in two versions: absolute paths. */
export interface FilePair {
  readonly specification: TestSpecification
  readonly old: string
  readonly new: string
}

/** A file that only one version has. */
export function onlyIn(side: Side, { project, file }: { project: string; file: string }): DuetFileAnswer {
  return { project, file, tests: { old: [], new: [] }, error: undefined, only: side }
}

/**
 * The test files to run, each with the older version's, which may not be there.
 *
 * @throws SkillperfError where there are none
 */
export function pairFiles(
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
export function deletedFiles(
  { deleted, filters, repository, old }: DuetRequest,
  vitest: Vitest,
): DuetFileAnswer[] {
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

/** As reports name it. */
export function nameOf(vitest: Vitest, { specification }: FilePair): { project: string; file: string } {
  return {
    project: reportedName(specification.project),
    file: relativePath(vitest, specification.moduleId),
  }
}

/** A path with forward slashes. */
export function slashed(path: string): string {
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
