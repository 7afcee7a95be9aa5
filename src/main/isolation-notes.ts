import { basename, relative } from 'node:path'
import type { TestModule, TestProject, Vitest } from 'vitest/node'
import { printable } from '../core/format.ts'
import { DEFAULT_ISOLATE } from '../core/options/isolate.ts'
import { readTestReport } from '../core/wire.ts'
import { declaresProjects } from './isolation.ts'
import type { Overlap } from './overlap.ts'
import { markOf } from './perf-project.ts'
import { fits } from './project-probe.ts'
import { stateOf } from './vitest-state.ts'

/** What the notes are made of. */
export interface IsolationFacts {
  readonly vitest: Vitest
  readonly modules: readonly TestModule[]
  readonly overlap: Overlap
  /** Globs of the files that are to run alone; none for none. */
  readonly globs: readonly string[]
}

/**
 * Says which files measured on the real clock and did not run alone, though
 * they should or though others ran beside them, and what to do; and which did
 * not run at all. Nothing about merged blobs: how their files ran is not in
 * them.
 */
export function noteIsolation({ vitest, modules, overlap, globs }: IsolationFacts): readonly string[] {
  if (vitest.config.mergeReports !== undefined) return []
  const nameOf = (file: string): string => relative(vitest.config.root, file).replaceAll('\\', '/')
  const among = modules.filter((module) => markOf(module.project.config) === undefined && isMeasured(module))
  const meant = among.filter((module) => fits(module.project, module.moduleId, globs))
  const disturbed = among.filter((module) => !meant.includes(module) && overlap.ranBesideOthers(module))
  const leftOut = stateOf(vitest).outcomes.get(vitest.config)?.leftOut ?? []
  return [
    ...noteLeftOut(leftOut.map(nameOf)),
    ...noteMeant(vitest, meant, nameOf),
    ...noteDisturbed(
      disturbed.map((module) => nameOf(module.moduleId)),
      globs,
    ),
  ]
}

function noteLeftOut(files: readonly string[]): string[] {
  if (files.length === 0) return []
  return [`${listed(files)} did not run: --project leaves out the project in which perf files run alone`]
}

function noteMeant(vitest: Vitest, meant: readonly TestModule[], nameOf: (file: string) => string): string[] {
  const [first] = meant
  if (first === undefined) return []
  const files = listed(meant.map((module) => nameOf(module.moduleId)))
  return [`${files} did not run alone: ${remedy(vitest, first.project)}`]
}

function remedy(vitest: Vitest, project: TestProject): string {
  const { plugins, outcomes } = stateOf(vitest)
  if (declaresProjects(vitest)) {
    return `where a config has \`projects\`, one of them has to be for perf files. Add ${perfProjectFor(vitest, project)}, from 'skillperf'`
  }
  if (plugins.size === 0) {
    return "that takes the plugin. Put plugins: [skillperf()] into the config, with import { skillperf } from 'skillperf'"
  }
  return outcomes.get(vitest.config)?.obstacle ?? 'there was none when Vitest started. Start it anew'
}

/** The call to add, for files of a project: it takes over what that one has. */
function perfProjectFor(vitest: Vitest, project: TestProject): string {
  const { root } = vitest.config
  const file = project.vite.config.configFile
  if (file === vitest.vite.config.configFile || project.config.root === root)
    return 'perfProject({ extends: true })'
  const quoted = (text: string): string => `'${printable(text.replaceAll('\\', '/'))}'`
  const parts = [
    `name: ${quoted(`${project.name} perf`)}`,
    ...(file ? [`extends: ${quoted(relative(root, file))}`] : []),
    `root: ${quoted(relative(root, project.config.root))}`,
  ]
  return `perfProject({ ${parts.join(', ')} })`
}

function noteDisturbed(files: readonly string[], globs: readonly string[]): string[] {
  if (files.length === 0) return []
  const names = listed(files)
  return [
    `${names} measured while other workers ran tests, and each slowed the other down: ${advice(files, globs)}`,
  ]
}

function advice(files: readonly string[], globs: readonly string[]): string {
  const [file = ''] = files
  const name = files.length === 1 ? `name it ${perfName(file)}` : 'name them *.perf.test.ts'
  if (globs.length === 0) return `\`isolate: false\` lets nothing run alone. Leave it out, and ${name}`
  if (globs.length === 1 && globs[0] === DEFAULT_ISOLATE)
    return `${name}, and ${files.length === 1 ? 'it runs' : 'they run'} alone`
  return `what matches \`isolate\` runs alone, ${globs.map((glob) => `"${printable(glob)}"`).join(', ')}`
}

/** `research.test.ts` as `research.perf.test.ts`. */
function perfName(file: string): string {
  const renamed = basename(file).replace(/\.(test|spec)(\.[cm]?[jt]sx?)$/, '.perf.$1$2')
  return printable(renamed === basename(file) ? '*.perf.test.ts' : renamed)
}

/** Up to three, because a list is not read to its end. */
function listed(files: readonly string[]): string {
  const names = files.toSorted().slice(0, 3).map(printable).join(', ')
  return files.length > 3 ? `${names} and ${files.length - 3} more` : names
}

function isMeasured(module: TestModule): boolean {
  return [...module.children.allTests()].some((test) => {
    const reading = readTestReport(test.meta().skillperf)
    if (reading.kind !== 'report') return false
    return reading.report.tries.some((one) => one.measurements.some(({ clock }) => clock === 'real'))
  })
}
