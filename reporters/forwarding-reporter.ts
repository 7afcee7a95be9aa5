import type { Reporter } from 'vitest/node'

type Hook = keyof Reporter
type Arguments<K extends Hook> = Parameters<NonNullable<Reporter[K]>>
type Forward<K extends Hook> = (...args: Arguments<K>) => void | Promise<void>

/** Passes every event on to other reporters. */
export class ForwardingReporter {
  protected companions: readonly Reporter[] = []

  onBrowserInit: Forward<'onBrowserInit'> = (...args) => this.forward('onBrowserInit', args)
  onTestRemoved: Forward<'onTestRemoved'> = (...args) => this.forward('onTestRemoved', args)
  onWatcherStart: Forward<'onWatcherStart'> = (...args) => this.forward('onWatcherStart', args)
  onWatcherRerun: Forward<'onWatcherRerun'> = (...args) => this.forward('onWatcherRerun', args)
  onServerRestart: Forward<'onServerRestart'> = (...args) => this.forward('onServerRestart', args)
  onUserConsoleLog: Forward<'onUserConsoleLog'> = (...args) => this.forward('onUserConsoleLog', args)
  onProcessTimeout: Forward<'onProcessTimeout'> = (...args) => this.forward('onProcessTimeout', args)
  onTestModuleQueued: Forward<'onTestModuleQueued'> = (...args) => this.forward('onTestModuleQueued', args)
  onTestModuleCollected: Forward<'onTestModuleCollected'> = (...args) =>
    this.forward('onTestModuleCollected', args)
  onTestModuleStart: Forward<'onTestModuleStart'> = (...args) => this.forward('onTestModuleStart', args)
  onTestModuleEnd: Forward<'onTestModuleEnd'> = (...args) => this.forward('onTestModuleEnd', args)
  onTestCaseReady: Forward<'onTestCaseReady'> = (...args) => this.forward('onTestCaseReady', args)
  onTestCaseResult: Forward<'onTestCaseResult'> = (...args) => this.forward('onTestCaseResult', args)
  onTestCaseAnnotate: Forward<'onTestCaseAnnotate'> = (...args) => this.forward('onTestCaseAnnotate', args)
  onTestCaseArtifactRecord: Forward<'onTestCaseArtifactRecord'> = (...args) =>
    this.forward('onTestCaseArtifactRecord', args)
  onTestCaseBenchmark: Forward<'onTestCaseBenchmark'> = (...args) => this.forward('onTestCaseBenchmark', args)
  onTestSuiteReady: Forward<'onTestSuiteReady'> = (...args) => this.forward('onTestSuiteReady', args)
  onTestSuiteResult: Forward<'onTestSuiteResult'> = (...args) => this.forward('onTestSuiteResult', args)
  onHookStart: Forward<'onHookStart'> = (...args) => this.forward('onHookStart', args)
  onHookEnd: Forward<'onHookEnd'> = (...args) => this.forward('onHookEnd', args)
  onCoverage: Forward<'onCoverage'> = (...args) => this.forward('onCoverage', args)

  /** Synchronous as long as the companions are: some of Vitest's events are not awaited, but ordered. */
  protected forward<K extends Hook>(hook: K, args: Arguments<K>): void | Promise<void> {
    const pending = this.companions
      .map((reporter) => (reporter[hook] as ((...all: unknown[]) => unknown) | undefined)?.(...args))
      .filter((result) => result instanceof Promise)
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => {})
  }
}
