import { relative } from 'node:path'
import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node'
import type { BaselineReport } from '../src/core/baseline/baseline-report.ts'
import { SkillperfError } from '../src/core/errors.ts'
import type { WorkerBaseline } from '../src/core/options/baseline-options.ts'
import { readSkillperfOptions } from '../src/core/options/skillperf-options.ts'
import type { SkillperfOptions } from '../src/core/options/skillperf-options.ts'
import type { Report } from '../src/core/report.ts'
import type { SlaOption } from '../src/core/sla.ts'
import { wantsColors } from '../src/core/wants-colors.ts'
import { settleBaselines } from '../src/main/baseline/settle-baseline.ts'
import type { RunFacts } from '../src/main/baseline/whole-run.ts'
import { workerBaseline } from '../src/main/baseline/worker-baseline.ts'
import { collect } from '../src/main/collect.ts'
import type { Collected } from '../src/main/collect.ts'
import { isolateDeclared } from '../src/main/isolation.ts'
import { Overlap } from '../src/main/overlap.ts'
import { prepareProjects } from '../src/main/prepare-projects.ts'
import { REPORTER_PLACE } from '../src/main/reporter-options.ts'
import { RunSettings } from '../src/main/run-settings.ts'
import { claimVoice } from '../src/main/vitest-state.ts'
import { requireVitest } from '../src/main/vitest-version.ts'
import { assembleReport } from './assemble-report.ts'
import { findCompany } from './companions.ts'
import type { BenchDetail } from './companions.ts'
import { ForwardingReporter } from './forwarding-reporter.ts'
import { LiveLines, reportersOf, wantsLiveLines } from './live-lines.ts'
import { createPaint } from './paint.ts'
import { recordVisibly } from './record-visibly.ts'
import { renderTerminal } from './terminal.ts'
import { writeReport } from './write-report.ts'

/** Who made a reporter: the user's config or command line, or our plugin. */
export type AddedBy = 'user' | 'plugin'

/**
 * The reporter: brings the setup to the workers, and prints and writes what
 * they measured. The only place that prints.
 */
export class SkillperfReporter extends ForwardingReporter implements Reporter {
  /** Known by name, so that another copy of the package recognises it. */
  readonly isSkillperfReporter = true
  /** What it was made with: whoever runs without it may go by them. */
  readonly options: SkillperfOptions
  readonly #addedBy: AddedBy
  readonly #overlap = new Overlap()
  #vitest: Vitest | undefined
  #notes: string[] = []
  #print = true
  #live: LiveLines | undefined
  /** Of every project. */
  readonly #slas = new Set<SlaOption | undefined>()
  #bench: BenchDetail = 'whole'
  /** By the project, as reports name it. */
  readonly #baselines = new Map<string, WorkerBaseline>()
  /** Test files that the run started with. */
  #specifications = 0

  /**
   * @param options as in `reporters: [['skillperf', options]]`
   * @throws SkillperfError for an unknown option or a value out of its range
   */
  constructor(options?: unknown, addedBy: AddedBy = 'user') {
    super()
    this.options = readSkillperfOptions(options, REPORTER_PLACE)
    this.#addedBy = addedBy
  }

  // oxlint-disable-next-line typescript/no-misused-promises -- typed void, but awaited: one of Vitest's own is async, too
  async onInit(vitest: Vitest): Promise<void> {
    requireVitest(vitest.version)
    if (!claimVoice(vitest, this)) return
    const { companions, print, bench } = await findCompany(vitest, this.#addedBy === 'plugin')
    this.companions = companions
    this.#print = print
    this.#bench = bench
    this.#vitest = vitest
    await isolateDeclared(vitest)
    if (print && wantsLiveLines(process.env, process.stdout.isTTY))
      this.#live = new LiveLines(createPaint(true))
    this.#prepare(vitest)
    await this.forward('onInit', [vitest])
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void | Promise<void> {
    // Projects may have been added, and a restarted server has forgotten what it was given.
    this.#overlap.runStarts()
    this.#specifications = specifications.length
    if (this.#vitest !== undefined) {
      this.#prepare(this.#vitest)
      this.#live?.join([...this.companions, ...reportersOf(this.#vitest)])
    }
    return this.forward('onTestRunStart', [specifications])
  }

  onTestModuleStart(module: TestModule): void | Promise<void> {
    this.#overlap.moduleStarts(module)
    return this.forward('onTestModuleStart', [module])
  }

  onTestModuleEnd(module: TestModule): void | Promise<void> {
    this.#overlap.moduleEnds(module)
    return this.forward('onTestModuleEnd', [module])
  }

  async onTestRunEnd(...args: Parameters<NonNullable<Reporter['onTestRunEnd']>>): Promise<void> {
    try {
      await this.forward('onTestRunEnd', [...args])
    } finally {
      // Whatever befell another reporter: what was measured is not lost.
      if (this.#vitest !== undefined) await this.#tell(this.#vitest, ...args)
    }
  }

  async #tell(
    vitest: Vitest,
    modules: readonly TestModule[],
    errors: readonly unknown[],
    reason: 'passed' | 'failed' | 'interrupted',
  ): Promise<void> {
    const { json } = this.#settings(vitest)
    const collected = collect(vitest, modules)
    const baselines = await this.#settleBaselines({ vitest, modules, errors, reason }, collected)
    // A rerun in watch mode runs some files; the file on disk keeps telling of all.
    const all = vitest.state.getTestModules()
    const failure = json && writeReport(json.path, this.#report(vitest, all, collect(vitest, all), baselines))
    if (this.#print) {
      const shown =
        json === undefined || failure !== undefined ? undefined : relative(vitest.config.root, json.path)
      const notes = failure === undefined ? [] : [failure]
      const paint = createPaint(wantsColors(process.env, process.stdout.isTTY))
      const report = this.#report(vitest, modules, collected, baselines, notes)
      const lines = renderTerminal(report, paint, shown, this.#bench)
      if (lines.length > 0) vitest.logger.log(lines.join('\n'))
    }
    // A file that somebody asked for is missed by whoever reads it next.
    if (failure !== undefined && json?.asked === true) throw new SkillperfError(failure)
    const problem = baselines.find((baseline) => baseline.problem?.failsRun === true)?.problem
    if (problem !== undefined) throw new SkillperfError(problem.message)
  }

  #settleBaselines(run: Omit<RunFacts, 'specifications'>, { files }: Collected): Promise<BaselineReport[]> {
    return settleBaselines({
      ...run,
      specifications: this.#specifications,
      files,
      baselines: this.#baselines,
      recordReal: recordVisibly,
      env: process.env,
    })
  }

  #prepare(vitest: Vitest): void {
    const conflicts = new Set<string>()
    const settings = this.#settings(vitest)
    this.#baselines.clear()
    this.#notes = prepareProjects(vitest, (project) => {
      const { seed, sla, inconclusive, spans, conflicts: ours, ...others } = settings.ofProject(project)
      for (const conflict of ours) conflicts.add(conflict)
      this.#slas.add(sla)
      const baseline = workerBaseline(vitest, project, others)
      if (baseline !== undefined) this.#baselines.set(baseline.project, baseline)
      return {
        seed,
        sla,
        inconclusive,
        spans,
        progress: this.#live?.folder,
        root: vitest.config.root,
        columns: process.stdout.columns,
        baseline,
      }
    })
    this.#notes.unshift(...conflicts)
  }

  #settings(vitest: Vitest): RunSettings {
    return new RunSettings(vitest, this.options)
  }

  #report(
    vitest: Vitest,
    modules: readonly TestModule[],
    collected: Collected,
    baselines: readonly BaselineReport[],
    after: readonly string[] = [],
  ): Report {
    const { isolate } = this.#settings(vitest)
    const noted = { slas: [...this.#slas], before: this.#notes, after }
    return assembleReport({
      vitest,
      modules,
      collected,
      baselines,
      overlap: this.#overlap,
      isolate,
      ...noted,
    })
  }
}
