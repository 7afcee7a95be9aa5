import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vitest } from 'vitest/node'
import { reportedName } from '../perf-project.ts'
import { answerOf } from './answer-of.ts'
import { duetFileText } from './duet-file-text.ts'
import type { DuetAnswer, DuetFileAnswer, DuetRequest } from './duet-request.ts'
import { deletedFiles, nameOf, onlyIn, pairFiles, slashed } from './file-pairs.ts'
import type { FilePair } from './file-pairs.ts'
import { keepOldModules } from './old-modules.ts'
import { startIdle } from './start-idle.ts'
import type { IdleVitest } from './start-idle.ts'

/**
 * Runs test files in two versions at once, in a Vitest of its own.
 *
 * @throws SkillperfError where there is nothing to run
 */
export async function playDuets(request: DuetRequest): Promise<DuetAnswer> {
  const idle = await startIdle(request)
  const { vitest } = idle
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
      slowdown: slowdownOf(idle),
      tolerances: tolerancesOf(idle),
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

/** The strictest of all projects. */
function slowdownOf({ vitest, settings }: IdleVitest): number {
  return Math.min(...vitest.projects.map((project) => settings.ofProject(project).minDetectableSlowdown))
}

function tolerancesOf({ vitest, settings }: IdleVitest): Record<string, number> {
  return Object.fromEntries(
    vitest.projects.map((project) => [reportedName(project), settings.ofProject(project).tolerance]),
  )
}
