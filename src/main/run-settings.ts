import { resolve } from 'node:path'
import type { TestProject, Vitest } from 'vitest/node'
import { DEFAULT_JSON, resolveOptions } from '../core/options/resolve-options.ts'
import type { ResolvedOptions } from '../core/options/resolve-options.ts'
import type { SkillperfOptions } from '../core/options/skillperf-options.ts'
import { reporterList } from './reporter-list.ts'
import { pluginOptions, stateOf } from './vitest-state.ts'

/** The options of a run: of the command line, the reporter and each project's plugin, taken together. */
export class RunSettings {
  readonly #vitest: Vitest
  readonly #reporter: SkillperfOptions

  /** @param reporter the reporter's own options */
  constructor(vitest: Vitest, reporter: SkillperfOptions) {
    this.#vitest = vitest
    this.#reporter = reporter
  }

  ofProject(project: TestProject): ResolvedOptions {
    return this.#with(pluginOptions(this.#vitest, project))
  }

  /** Where the JSON report goes: one a run, whichever project asks. Undefined for none. */
  get json(): { readonly path: string; readonly asked: boolean } | undefined {
    const { json } = this.#with(this.#pluginWith((options) => options.report?.json !== undefined))
    return json === false
      ? undefined
      : { path: resolve(this.#vitest.config.root, json), asked: json !== DEFAULT_JSON }
  }

  /** Which files are to run alone, for all projects. */
  get isolate(): readonly string[] {
    return this.#with(this.#pluginWith((options) => options.isolate !== undefined)).isolate
  }

  #pluginWith(has: (options: SkillperfOptions) => boolean): SkillperfOptions {
    return [...stateOf(this.#vitest).plugins.values()].find(has) ?? {}
  }

  #with(plugin: SkillperfOptions): ResolvedOptions {
    return resolveOptions({ outputFile: outputFileOption(this.#vitest), reporter: this.#reporter, plugin })
  }
}

/** `--outputFile.skillperf=path`; or `--outputFile=path`, when no other reporter could mean it. */
function outputFileOption(vitest: Vitest): string | undefined {
  const { outputFile } = vitest.config
  if (typeof outputFile === 'object') return outputFile['skillperf']
  return reporterList(vitest).length === 1 ? outputFile : undefined
}
