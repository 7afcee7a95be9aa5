import type { ProfileKind } from '../../core/profile.ts'
import { describeError } from '../../core/thrown.ts'
import type { TracedRun } from '../../core/trace/traced-run.ts'
import type { TestRun } from '../test-run.ts'
import { Profilers } from './profilers.ts'
import type { Profiles } from './profilers.ts'
import { writeProfiles } from './write-profiles.ts'
import type { WrittenProfiles } from './write-profiles.ts'

/** The files of one measurement, from the option `profile`. */
export class MeasurementProfiles {
  readonly #run: TestRun
  readonly #kinds: readonly ProfileKind[]
  #profilers: Profilers | undefined
  #profiles: Profiles = { cpu: undefined, heap: undefined, notes: [] }

  constructor(run: TestRun, kinds: readonly ProfileKind[]) {
    this.#run = run
    // A fresh attempt only tells whether a limit is breached again: the files are about the first run.
    this.#kinds = run.options.attempts === 'here' ? [] : kinds
  }

  /** Before the warm-up. */
  prepare(): void {
    if (!this.#kinds.includes('cpu') && !this.#kinds.includes('heap')) return
    try {
      this.#profilers = new Profilers(this.#kinds)
    } catch (error) {
      const notes = [`There is no profile, because this Node has no inspector: ${describeError(error)}.`]
      this.#profiles = { ...this.#profiles, notes }
    }
  }

  /** The warm-up is over, and what counts begins. */
  start(): void {
    this.#profilers?.start()
  }

  /** What counts is over. A second call does nothing. */
  stop(): void {
    if (this.#profilers === undefined) return
    this.#profiles = this.#profilers.stop()
    this.#profilers = undefined
  }

  write(traced: TracedRun): WrittenProfiles {
    return writeProfiles(this.#run, traced, this.#kinds, this.#profiles)
  }
}
