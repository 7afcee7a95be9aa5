import type { Reporter } from 'vitest/node'

/** Every event that {@link Reporter} knows, but those that our reporter handles itself. */
const FORWARDED = [
  'onBrowserInit',
  'onTestRemoved',
  'onWatcherStart',
  'onWatcherRerun',
  'onServerRestart',
  'onUserConsoleLog',
  'onProcessTimeout',
  'onTestModuleQueued',
  'onTestModuleCollected',
  'onTestCaseReady',
  'onTestCaseResult',
  'onTestCaseAnnotate',
  'onTestCaseArtifactRecord',
  'onTestCaseBenchmark',
  'onTestSuiteReady',
  'onTestSuiteResult',
  'onHookStart',
  'onHookEnd',
  'onCoverage',
] as const satisfies readonly (keyof Reporter)[]

/** Of Vitest 4: its reporter of benchmarks ranks them by it. */
const FORWARDED_TO_VITEST_4 = ['onTaskUpdate']

type Handled = 'onInit' | 'onTestRunStart' | 'onTestRunEnd' | 'onTestModuleStart' | 'onTestModuleEnd'
type Missing = Exclude<keyof Reporter, (typeof FORWARDED)[number] | Handled>
/** A new event in Vitest that nobody forwards stops compilation here. */
const complete: [Missing] extends [never] ? true : Missing = true
void complete

/** Passes every event on to other reporters. */
export class ForwardingReporter {
  protected companions: readonly Reporter[] = []

  constructor() {
    for (const event of [...FORWARDED, ...FORWARDED_TO_VITEST_4]) {
      Object.assign(this, { [event]: (...args: unknown[]) => this.forward(event, args) })
    }
  }

  /** Synchronous as long as the companions are: some of Vitest's events are not awaited, but ordered. */
  protected forward(event: string, args: unknown[]): void | Promise<void> {
    const pending = this.companions
      .map((reporter) => (Reflect.get(reporter, event) as Listener | undefined)?.apply(reporter, args))
      .filter((result) => result instanceof Promise)
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => {})
  }
}

type Listener = (this: unknown, ...args: unknown[]) => unknown
