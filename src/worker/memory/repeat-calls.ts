import { CallLog } from '../../core/calls/call-log.ts'
import { hasAnnouncedMocks } from '../../core/calls/mocked-call.ts'
import { consume, isStreaming, isThenable, sink } from '../load/consume.ts'
import { scopes } from '../scope.ts'
import type { TestRun } from '../test-run.ts'
import type { RepeatedCode } from './watch-heap.ts'

/** Where the calls belong. */
export interface CallSite {
  /** Undefined outside of tests that we know. */
  readonly test: TestRun | undefined
  readonly seed: number
  /** Told after each call. */
  readonly progress?: (() => void) | undefined
}

/**
 * Calls a function over and over, one call after another, until what each
 * returns is there, streams to their end. Keeps nothing of the calls itself:
 * mocks log each in a log of its own, which goes with the call.
 */
export class RepeatedCalls implements RepeatedCode {
  stopped = false
  readonly #fn: () => unknown
  readonly #site: CallSite
  #calls = 0

  constructor(fn: () => unknown, site: CallSite) {
    this.#fn = fn
    this.#site = site
  }

  /** @throws what the function throws */
  async repeat(calls: number): Promise<void> {
    const { progress } = this.#site
    const call = this.#call()
    for (let left = calls; left > 0 && !this.stopped; left--) {
      const returned = call()
      // Without an `await` where there is nothing to wait for: it is a turn for others, and a promise of ours.
      if (isThenable(returned)) await this.#finish(returned)
      else if (isStreaming(returned)) await consume(returned, undefined)
      else sink.item = returned
      progress?.()
    }
    sink.item = undefined
  }

  async #finish(pending: PromiseLike<unknown>): Promise<void> {
    const result = await pending
    await consume(result, undefined)
    sink.item = result
  }

  /** Without mocks there is nothing to tell apart, and entering a scope takes time. */
  #call(): () => unknown {
    const { test, seed } = this.#site
    if (test === undefined || (test.network === undefined && !hasAnnouncedMocks())) return this.#fn
    return () => {
      const calls = new CallLog()
      const iteration = {
        index: this.#calls++,
        part: 'fn',
        seed,
        calls,
        session: this,
        unrecorded: true,
      } as const
      return scopes.run({ test, iteration }, this.#fn)
    }
  }
}
