import { relative } from 'node:path'
import type { TestProject } from 'vitest/node'

/** A part of a project's config. */
type Globs = Partial<Pick<TestProject['config'], 'include' | 'exclude' | 'includeSource'>>

/**
 * Asks Vitest's own matcher about other globs than those that a project has.
 * The answer comes from an object that inherits from the project and has a
 * config and caches of its own, so that the project remembers nothing of it.
 */
function probe(project: TestProject, globs: Globs): TestProject {
  const own = { config: { ...project.config, ...globs }, testFilesList: null, typecheckFilesList: [] }
  return Object.create(project, Object.getOwnPropertyDescriptors(own)) as TestProject
}

/** @returns whether a file fits one of the globs, relative to the folder that the project's tests are in */
export function fits(project: TestProject, file: string, globs: readonly string[]): boolean {
  if (globs.length === 0) return false
  return probe(project, { include: [...globs], exclude: [], includeSource: [] }).matchesTestGlob(file)
}

/** Files that fit some globs. */
export interface Found {
  /** Those that are tests of the project. */
  readonly tests: readonly string[]
  /** Those that its `include` leaves alone, such as fixtures. */
  readonly others: readonly string[]
}

/** Looks for files that fit the globs; the project's `exclude` holds. */
export async function findFiles(project: TestProject, globs: readonly string[]): Promise<Found> {
  const candidates = await testFiles(probe(project, { include: [...globs], includeSource: [] }))
  // Most projects have none, and need not be searched twice.
  const own = new Set(candidates.length === 0 ? [] : await testFiles(probe(project, {})))
  return {
    tests: candidates.filter((file) => own.has(file)),
    others: candidates.filter((file) => !own.has(file)),
  }
}

/** All test files of a project, without letting it remember them. */
export async function findTests(project: TestProject): Promise<readonly string[]> {
  return await testFiles(probe(project, {}))
}

async function testFiles(project: TestProject): Promise<readonly string[]> {
  return (await project.globTestFiles()).testFiles
}

/** A glob for one file, relative to the folder that the project's tests are in. */
export function globOf(project: TestProject, file: string): string {
  const { dir, root } = project.config
  const path = relative(dir ?? root, file).replaceAll('\\', '/')
  // What means something in a glob becomes "any one character": escapes differ between systems.
  return path.replace(/[!()*+?@[\]{|}]/g, '?')
}
