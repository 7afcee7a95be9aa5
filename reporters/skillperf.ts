import { relative, resolve } from 'node:path'
import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node'
import { SkillperfError } from '../src/core/errors.ts'
import { readSkillperfOptions, resolveOptions } from '../src/core/options/skillperf-options.ts'
import type { ResolvedOptions, SkillperfOptions } from '../src/core/options/skillperf-options.ts'
import { REPORT_VERSION, summarize } from '../src/core/report.ts'
import type { Report } from '../src/core/report.ts'
import { collect } from '../src/main/collect.ts'
import { readEnvironment } from '../src/main/environment.ts'
import { prepareProjects } from '../src/main/prepare-projects.ts'
import { stateOf } from '../src/main/shared-state.ts'
import { requireVitest } from '../src/main/vitest-version.ts'
import { writeWhole } from '../src/main/write-file.ts'
import { findCompany } from './companions.ts'
import { ForwardingReporter } from './forwarding-reporter.ts'
import { renderJson } from './json.ts'
import { createPaint, wantsColors } from './paint.ts'
import { renderTerminal } from './terminal.ts'

/** Who made a reporter: the user's config or command line, or our plugin. */
export type AddedBy = 'user' | 'plugin'

/**
 * The reporter: brings the setup to the workers, and prints and writes what
 * they measured. The only place that prints.
 */
export class SkillperfReporter extends ForwardingReporter implements Reporter {
  /** Known by name, so that another copy of the package recognises it. */
  readonly isSkillperfReporter = true
  readonly #options: SkillperfOptions
  readonly #addedBy: AddedBy
  #vitest: Vitest | undefined
  #resolved: ResolvedOptions | undefined
  #notes: readonly string[] = []
  #print = true

  /**
   * @param options as in `reporters: [['skillperf', options]]`
   * @throws SkillperfError for an unknown option or a value out of its range
   */
  constructor(options?: unknown, addedBy: AddedBy = 'user') {
    super()
    this.#options = readSkillperfOptions(options, "reporters: [['skillperf', { … }]]")
    this.#addedBy = addedBy
  }

  // oxlint-disable-next-line typescript/no-misused-promises -- typed void, but awaited: one of Vitest's own is async, too
  async onInit(vitest: Vitest): Promise<void> {
    requireVitest(vitest.version)
    this.#vitest = vitest
    const { companions, print } = await findCompany(vitest, this.#addedBy === 'plugin')
    this.companions = companions
    this.#print = print
    this.#resolved = resolveOptions({
      outputFile: outputFileOption(vitest),
      reporter: this.#options,
      plugin: stateOf(vitest).plugin ?? {},
    })
    this.#prepare()
    await this.forward('onInit', [vitest])
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void | Promise<void> {
    // Projects may have been added, and a restarted server has forgotten what it was given.
    this.#prepare()
    return this.forward('onTestRunStart', [specifications])
  }

  async onTestRunEnd(...args: Parameters<NonNullable<Reporter['onTestRunEnd']>>): Promise<void> {
    await this.forward('onTestRunEnd', [...args])
    const [vitest, resolved] = [this.#vitest, this.#resolved]
    if (vitest === undefined || resolved === undefined) return
    const [modules] = args
    const json = resolved.json === false ? undefined : resolve(vitest.config.root, resolved.json)
    // A rerun in watch mode runs some files; the file on disk keeps telling of all.
    const known = vitest.state.getTestModules()
    if (json !== undefined) writeWhole(json, renderJson(this.#report(vitest, resolved, known)))
    if (!this.#print) return
    const shown = json === undefined ? undefined : relative(vitest.config.root, json)
    const paint = createPaint(wantsColors(process.env, process.stdout.isTTY))
    const lines = renderTerminal(this.#report(vitest, resolved, modules), paint, shown)
    if (lines.length > 0) vitest.logger.log(lines.join('\n'))
  }

  #prepare(): void {
    if (this.#vitest === undefined || this.#resolved === undefined) return
    this.#notes = prepareProjects(this.#vitest, this.#resolved)
  }

  #report(vitest: Vitest, resolved: ResolvedOptions, modules: readonly TestModule[]): Report {
    const { files, notes } = collect(vitest, modules)
    return {
      schema: 'skillperf/report',
      version: REPORT_VERSION,
      createdAt: new Date().toISOString(),
      environment: readEnvironment(vitest.version),
      files,
      summary: summarize(files),
      notes: [...resolved.conflicts, ...this.#notes, ...notes],
    }
  }
}

/**
 * What `import skillperf from 'skillperf'` gives: the class, as Vitest wants
 * it. Called like the plugin, it says which import was meant.
 */
export const reporterClass: typeof SkillperfReporter = new Proxy(SkillperfReporter, {
  apply() {
    throw new SkillperfError(
      "the default export of 'skillperf' is the reporter class, not the plugin. Write: import { skillperf } from 'skillperf'",
    )
  },
})

/** `--outputFile.skillperf=path`; or `--outputFile=path`, when no other reporter could mean it. */
function outputFileOption({ config }: Vitest): string | undefined {
  const { outputFile, reporters } = config
  if (typeof outputFile === 'object') return outputFile['skillperf']
  return reporters.length === 1 ? outputFile : undefined
}
