import { isAbsolute, relative, resolve } from 'node:path'
import type { TestProject, Vitest } from 'vitest/node'
import { becomePartOf, exclude, orderAfter, runAlone } from './perf-config.ts'
import { declaredPerfProjects, markOf } from './perf-project.ts'
import type { PerfMark } from './perf-project.ts'
import { findFiles, findTests, globOf } from './project-probe.ts'
import { stateOf } from './vitest-state.ts'
import type { Isolation } from './vitest-state.ts'

/**
 * Lets the files of declared perf projects run alone, and takes them out of
 * the other projects. Where `--project` leaves a perf project out, its files
 * are left out everywhere, as Vitest does it with every project.
 */
export async function settleDeclared(vitest: Vitest): Promise<Isolation> {
  const others = vitest.projects.filter(
    (project) => markOf(project.config) === undefined && !project.isBrowserEnabled(),
  )
  const perfProjects = vitest.projects.flatMap((project) => {
    const mark = markOf(project.config)
    return mark === undefined ? [] : [{ project, mark }]
  })
  const order = perfProjects.length === 0 ? 0 : orderAfter(others)
  for (const { project, mark } of perfProjects) {
    if (mark.partOf !== undefined) await takeOver(project, mark, vitest)
    runAlone(project, mark, order, stateOf(vitest).timeouts.has(project))
    const files = new Set(await findTests(project))
    for (const other of others) await leave(other, files, mark, folderOf(project))
  }
  return { leftOut: await leaveOut(vitest, others) }
}

/** The project that stands alone for a part of an undeclared one: `--project perf`. */
async function takeOver(project: TestProject, mark: PerfMark, { config }: Vitest): Promise<void> {
  becomePartOf(project, config)
  const { others } = await findFiles(project, mark.include)
  exclude(
    project,
    others.map((file) => globOf(project, file)),
  )
}

/** Takes out of a project what a perf project has. */
async function leave(
  other: TestProject,
  files: ReadonlySet<string>,
  mark: PerfMark,
  folder: string,
): Promise<void> {
  const { tests } = await findFiles(other, mark.include)
  if (isInside(folderOf(other), folder) && tests.every((file) => files.has(file))) {
    // Also those that are yet to be written, in watch mode.
    exclude(other, mark.include)
    return
  }
  const shared = (await findTests(other)).filter((file) => files.has(file))
  exclude(
    other,
    shared.map((file) => globOf(other, file)),
  )
}

/** @returns files of perf projects that the config declares and `--project` leaves out */
async function leaveOut(vitest: Vitest, others: readonly TestProject[]): Promise<readonly string[]> {
  const running = vitest.projects.map((project) => project.name)
  const leftOut = new Set<string>()
  for (const { name, root, mark } of declaredPerfProjects(vitest.config.projects ?? [])) {
    if (running.includes(name)) continue
    const folder = resolve(vitest.config.root, root ?? '.')
    for (const other of others) {
      const { tests } = await findFiles(other, mark.include)
      const theirs = tests.filter((file) => isInside(file, folder))
      for (const file of theirs) leftOut.add(file)
      exclude(
        other,
        theirs.map((file) => globOf(other, file)),
      )
    }
  }
  return [...leftOut]
}

function folderOf({ config }: TestProject): string {
  return config.dir ?? config.root
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..'
}
