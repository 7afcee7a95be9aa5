import type { TestProject, Vitest } from 'vitest/node'
import { printable } from '../core/format.ts'
import type { WorkerOptions } from '../core/options/skillperf-options.ts'
import { createRecipe } from './attempt-recipe.ts'
import { wantModuleLoads } from './module-loads.ts'
import { setupStubPath, writeSetupStub } from './setup-stub.ts'
import { stateOf } from './shared-state.ts'

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
    const { seed, sla, inconclusive, spans, attempts, progress, root, columns } = optionsOf(project)
    const options = { seed, sla, inconclusive, ...(spans !== undefined && { spans }) }
    project.provide('skillperf', {
      ...options,
      ...(progress !== undefined && { progress }),
      ...(root !== undefined && { root }),
      ...(columns !== undefined && { columns }),
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

function bringStub({ config, vite }: Vitest): string {
  // Seen as new by watch mode, a setup file would run every test once more.
  vite.watcher.unwatch(setupStubPath(config.root))
  return writeSetupStub(config.root)
}
