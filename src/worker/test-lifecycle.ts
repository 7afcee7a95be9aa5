import { DEFAULT_SEED } from '../core/options/default-seed.ts'
import type { WorkerOptions } from '../core/options/skillperf-options.ts'
import { wantsOtherTime } from '../core/options/wants-other-time.ts'
import type { TestReport } from '../core/wire.ts'
import { loadMeasuring } from './load-measuring.ts'
import { createPerf } from './perf.ts'
import type { Perf } from './perf.ts'
import { startProgress } from './progress.ts'
import type { ProgressState } from './progress.ts'
import { realTime } from './real-time.ts'
import { noteRunning } from './running-tests.ts'
import { shared } from './process-state.ts'
import type { Suspicion } from './suspicion.ts'
import { identifyTest } from './test-identity.ts'
import type { NamedTask } from './test-identity.ts'
import { TestRun } from './test-run.ts'
import { runVirtually } from './virtual-tests.ts'
import { inject } from './vitest.ts'

/** What we need of Vitest's test object; the same in versions 4.1 and 5.1. */
export interface VitestTask extends NamedTask {
  readonly timeout?: number
  readonly concurrent?: boolean
  readonly result?: {
    readonly repeatCount?: number
    /** Of all tries so far. */
    readonly errors?: readonly { readonly message: string }[]
  }
  readonly context: object
  readonly file: NonNullable<NamedTask['file']> & { readonly meta: object }
  readonly meta: object
}

/** Without the reporter and the plugin. */
const DEFAULT_OPTIONS: WorkerOptions = { seed: DEFAULT_SEED, sla: undefined, inconclusive: 'warn' }

/** A try of a test that has begun. */
export interface Started {
  readonly run: TestRun
  readonly perf: Perf
  /** Errors of earlier tries, which stay on the test. */
  readonly errorsBefore: number
}

const started = shared('started', () => new WeakMap<object, Started>())
/** Tries that have ended, by the test and the repetition. */
const tries = shared('tries', () => new WeakMap<object, number[]>())

export function isRunning(task: object): boolean {
  return runningTest(task) !== undefined
}

/** Starts the try of a test, or finds it started. */
export function startTest(task: VitestTask): Started {
  const current = runningTest(task)
  if (current !== undefined) return current
  const info = {
    ...identifyTest(task),
    timeoutMs: task.timeout ?? 0,
    concurrent: task.concurrent === true,
    // Vitest tells when hooks have run.
    get repeat() {
      return repeatOf(task)
    },
  }
  const run = new TestRun(info, realTime.now(), inject('skillperf') ?? DEFAULT_OPTIONS)
  const one = { run, perf: createPerf(run), errorsBefore: task.result?.errors?.length ?? 0 }
  started.set(task, one)
  if (wantsOtherTime((task.meta as { readonly skillperf?: unknown }).skillperf)) runVirtually(task, run)
  noteRunning(run)
  putOnContext(task.context, one)
  // Says to whoever merges reports that this file was run with us.
  const mark: Pick<TestReport, 'version'> = { version: 1 }
  Object.assign(task.file.meta, { skillperf: mark })
  return one
}

/** The hooks before a test are through. */
export function beginFunction(task: object): void {
  runningTest(task)?.run.beginFunction(realTime.now())
}

/** A test's function has returned, and the hooks after it begin. */
export function endFunction(task: object): void {
  runningTest(task)?.run.beginHooks()
}

/**
 * Ends the try of a test, once: judges, records, and fails it if it has to.
 *
 * @throws what has to fail the test
 */
export async function endTest(task: VitestTask): Promise<void> {
  const current = runningTest(task)
  if (current === undefined) return
  const { run, errorsBefore } = current
  const failedWith = (task.result?.errors ?? []).slice(errorsBefore).map((error) => error.message)
  const which = countTry(task)
  if (!run.used) return run.end()
  const { recordTry, settle } = await loadMeasuring()
  const { errors, suspicions } = settle(run, failedWith)
  if (suspicions.length > 0) {
    const failed = errors.length + failedWith.length > 0
    errors.push(...(await settleBreaches(run, suspicions, which.repeat, failed)))
  }
  if (run.entries.length > 0) {
    const meta = task.meta as { skillperf?: Partial<TestReport> }
    const all = [...(meta.skillperf?.tries ?? []), { ...which, ...(await recordTry(run)) }]
    meta.skillperf = { ...meta.skillperf, version: 1, tries: all } satisfies TestReport
  }
  const [first] = errors
  if (first === undefined) return
  throw errors.length === 1
    ? first
    : new AggregateError(errors, errors.map((error) => error.message).join('\n\n'))
}

function runningTest(task: object): Started | undefined {
  const current = started.get(task)
  return current === undefined || current.run.ended ? undefined : current
}

function putOnContext(context: object, { run, perf }: Started): void {
  Object.defineProperty(context, 'perf', {
    configurable: true,
    enumerable: true,
    get() {
      run.touch(realTime.now())
      return perf
    },
    // A fixture of the same name, such as the one of skillperf/test.
    set(value: unknown) {
      Object.defineProperty(context, 'perf', { value, configurable: true, enumerable: true, writable: true })
    },
  })
}

/** Which try this was. Vitest's own count of retries goes on over repeats. */
function countTry(task: VitestTask): { retry: number; repeat: number } {
  const repeat = repeatOf(task)
  const seen = tries.get(task) ?? []
  const retry = seen[repeat] ?? 0
  seen[repeat] = retry + 1
  tries.set(task, seen)
  return { retry, repeat }
}

function repeatOf({ result }: VitestTask): number {
  return result?.repeatCount ?? 0
}

/** Breaches repeat in fresh attempts, or are none; of a test that has failed anyway nobody needs to know. */
async function settleBreaches(
  run: TestRun,
  suspicions: readonly Suspicion[],
  repeat: number,
  failed: boolean,
): Promise<Error[]> {
  const { errorsOf, runAttempts, settleSuspicions } = await loadMeasuring()
  const { attempts } = run.options
  if (attempts === undefined || attempts === 'here') return []
  if (failed) {
    for (const one of suspicions) one.leave('the test failed for another reason')
    return []
  }
  const { file, names, nth, timeoutMs } = run.test
  let attempt = 0
  await settleSuspicions(suspicions, repeat, (wish) => {
    attempt++
    return tellingOf(run, attempt, () => runAttempts(attempts, { file, names, nth, timeoutMs, ...wish }))
  })
  return errorsOf(suspicions, run.options.inconclusive)
}

/** Somebody at a terminal sees why the test takes longer. */
async function tellingOf<T>(run: TestRun, attempt: number, work: () => Promise<T>): Promise<T> {
  const state: ProgressState = { done: 0, of: null, p95Ms: null, verdict: null, attempt }
  const end = startProgress(run.options.progress, run.test.name, () => state)
  try {
    return await work()
  } finally {
    end()
  }
}
