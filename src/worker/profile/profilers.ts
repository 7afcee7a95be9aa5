import type { ProfileKind } from '../../core/profile.ts'
import { describeError } from '../../core/thrown.ts'
import { shared } from '../process-state.ts'
import { heapProfiler } from './heap-profiler.ts'
import { InspectorSession, isDebugged } from './inspector.ts'
import { mapCpuProfile, mapHeapProfile } from './map-profiles.ts'
import { runnerSourceMap } from './runner-maps.ts'
import { ScriptSources, listScripts } from './script-sources.ts'
import type { CpuProfile, HeapProfile } from './v8-profiles.ts'

/** 1 kHz: finer samples cost more than they tell. */
const CPU_INTERVAL_US = 1_000
/** Bytes between two samples, on average: V8's own default. */
const HEAP_INTERVAL_BYTES = 32_768

/** What V8 has sampled. */
export interface Profiles {
  readonly cpu: CpuProfile | undefined
  readonly heap: HeapProfile | undefined
  /** What a reader should know of them, a sentence each. */
  readonly notes: readonly string[]
}

/** Tells a profile from those of other measurements that run at once. */
const nextTitle = shared('profile titles', () => {
  let nth = 0
  return () => `skillperf ${nth++}`
})

/**
 * Samples where this thread spends its time, or what it allocates, from start
 * to stop. It is made before the warm-up, since V8 forgets the names of functions
 * that it inlines, but for what it compiles while it is profiling: what counts is
 * a profile within that one.
 */
export class Profilers {
  readonly #session = new InspectorSession()
  readonly #kinds: readonly ProfileKind[]
  readonly #notes: string[] = []
  #profiling = false
  #endCpu: (() => CpuProfile | undefined) | undefined
  #heap = false

  /** @throws where Node was built without an inspector */
  constructor(kinds: readonly ProfileKind[]) {
    this.#kinds = kinds
    if (kinds.includes('cpu')) this.#startCpu()
  }

  /** Begins with what counts. Never throws. */
  start(): void {
    const others = otherProfilers()
    if (this.#kinds.includes('heap')) this.#startHeap(others.heap)
    if (!this.#profiling) return
    if (others.cpu !== undefined) {
      this.#notes.push(
        `The CPU profile was taken while ${others.cpu} was profiling or debugging the process as well: each shows the time that the other takes.`,
      )
    }
    this.#try('CPU', () => {
      this.#endCpu = this.#session.beginProfile(nextTitle())
    })
  }

  /** Ends the sampling, and gives what there is. Never throws. */
  stop(): Profiles {
    const cpu = this.#stopCpu()
    const heap = this.#stopHeap()
    const sources = cpu === undefined && heap === undefined ? undefined : this.#sources()
    this.#session.close()
    return {
      cpu: cpu && sources && mapCpuProfile(cpu, sources),
      heap: heap && sources && mapHeapProfile(heap, sources),
      notes: this.#notes,
    }
  }

  #startCpu(): void {
    this.#try('CPU', () => {
      this.#session.call('Profiler.enable')
      this.#session.call('Profiler.setSamplingInterval', { interval: CPU_INTERVAL_US })
      this.#session.call('Profiler.start')
      this.#profiling = true
    })
  }

  #startHeap(other: string | undefined): void {
    const who = other ?? (heapProfiler.busy ? 'another measurement' : undefined)
    if (who !== undefined) {
      this.#notes.push(
        `There is no heap profile, because ${who} was taking one already, and a thread has only one heap profiler: take one at a time.`,
      )
      return
    }
    this.#try('heap', () => {
      this.#session.call('HeapProfiler.startSampling', { samplingInterval: HEAP_INTERVAL_BYTES })
      this.#heap = true
      heapProfiler.busy = true
    })
  }

  #sources(): ScriptSources {
    try {
      return new ScriptSources(listScripts(this.#session), runnerSourceMap)
    } catch {
      // A debugger that keeps the scripts to itself.
      return new ScriptSources([])
    }
  }

  #stopCpu(): CpuProfile | undefined {
    const profile = this.#endCpu && this.#try('CPU', this.#endCpu)
    if (this.#profiling) this.#try('CPU', () => this.#session.call('Profiler.stop'))
    return profile
  }

  #stopHeap(): HeapProfile | undefined {
    if (!this.#heap) return undefined
    heapProfiler.busy = false
    const answer = this.#try('heap', () => this.#session.call('HeapProfiler.stopSampling'))
    return (answer as { readonly profile: HeapProfile } | undefined)?.profile
  }

  #try<T>(what: string, fn: () => T): T | undefined {
    try {
      return fn()
    } catch (error) {
      this.#notes.push(`There is no ${what} profile: the inspector says ${describeError(error)}.`)
      return undefined
    }
  }
}

/** Who else profiles this process, by the name that the user knows. */
interface OtherProfilers {
  readonly cpu: string | undefined
  readonly heap: string | undefined
}

function otherProfilers(): OtherProfilers {
  const flags = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)]
  const has = (flag: string): boolean => flags.some((one) => one === flag || one.startsWith(`${flag}=`))
  return {
    cpu: has('--cpu-prof') ? '--cpu-prof' : isDebugged() ? 'a debugger' : undefined,
    heap: has('--heap-prof') ? '--heap-prof' : undefined,
  }
}
