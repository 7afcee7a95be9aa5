import type { TestProject, Vitest } from 'vitest/node'
import { printable } from '../core/format.ts'
import type { WorkerOptions } from '../core/options/skillperf-options.ts'
import { createRecipe } from './attempt-recipe.ts'
import { wantModuleLoads } from './module-loads.ts'
import { setupStubPath, writeSetupStub } from './setup-stub.ts'
import { stateOf } from './vitest-state.ts'

/**
 * Brings our setup and options to the workers of every project, each once,
 * whoever asks for it. Browser projects are left out: they have no Node.
 *
 * @param optionsOf what a project's workers need to know
 * @returns notes for the report
 */
export function prepareProjects(
  vitest: Vitest,
  optionsOf: (project: TestProject) => WorkerOptions,
): string[] {
  const { prepared } = stateOf(vitest)
  const notes: string[] = []
  let stub: string | undefined
  for (const project of vitest.projects) {
    if (project.isBrowserEnabled()) {
      const name = printable(project.name)
      notes.push(`the browser project "${name}" was left alone: skillperf measures in Node`)
      continue
    }
    // Plain data: it is cloned into the worker.
    const told = optionsOf(project)
    const { seed, sla, inconclusive, spans, forcedSeed, baseline, attempts, progress, root, columns } = told
    const options = given({ seed, sla, inconclusive, spans, forcedSeed, baseline })
    project.provide('skillperf', {
      ...options,
      ...given({ progress, root, columns }),
      attempts: attempts ?? createRecipe(vitest, project, options),
    })
    if (prepared.has(project)) continue
    prepared.add(project)
    wantModuleLoads(project)
    stub ??= bringStub(vitest)
    project.config.setupFiles.unshift(stub)
  }
  return notes
}

/** Without what is undefined. */
function given<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}

function bringStub({ config, vite }: Vitest): string {
  // Seen as new by watch mode, a setup file would run every test once more.
  vite.watcher.unwatch(setupStubPath(config.root))
  return writeSetupStub(config.root)
}
