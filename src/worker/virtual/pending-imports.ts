import { realTime } from '../real-time.ts'

/** Real ms after which code that runs at the top level of a module is taken to wait for a timer. */
const EVALUATION_MS = 200

/** What we read of Vitest's worker; the same in versions 4.1 and 5.1. */
interface WorkerState {
  /** Those that are being fetched from the process that transforms them. */
  readonly resolvingModules?: ReadonlySet<string>
  readonly evaluatedModules?: {
    readonly idToModuleMap?: ReadonlyMap<string, { readonly promise?: unknown; readonly evaluated?: boolean }>
  }
}

/**
 * Modules that Vitest is loading for an `import()`: it asks another process for
 * them, which nothing else shows.
 */
export class PendingImports {
  #known = -1
  #pending = false
  /** The module whose code has been running by itself, and since when. */
  #alone: { readonly id: string; readonly sinceMs: number } | undefined

  /** The module that is being fetched, if there is one. */
  fetched(): string | undefined {
    const resolving = state()?.resolvingModules
    if (resolving === undefined || resolving.size === 0) return undefined
    this.#pending = true
    return String([...resolving][0])
  }

  /** Something else is being waited for: whose turn it is after that shows anew. */
  notAlone(): void {
    this.#alone = undefined
  }

  /**
   * The module whose code has begun to run, for a while: what it imports may
   * still show up. After that, it waits at its top level for time to pass.
   */
  evaluated(): string | undefined {
    const id = this.#firstUnfinished()
    if (id === undefined) {
      this.notAlone()
      return undefined
    }
    if (this.#alone?.id !== id) this.#alone = { id, sinceMs: realTime.now() }
    return realTime.now() - this.#alone.sinceMs < EVALUATION_MS ? id : undefined
  }

  #firstUnfinished(): string | undefined {
    const modules = state()?.evaluatedModules?.idToModuleMap
    // Looked through only when something has changed: there may be hundreds, and this is asked before every jump.
    if (modules === undefined || (!this.#pending && modules.size === this.#known)) return undefined
    this.#known = modules.size
    for (const [id, module] of modules) {
      if (module.promise === undefined || module.evaluated !== false) continue
      this.#pending = true
      return id
    }
    this.#pending = false
    return undefined
  }
}

function state(): WorkerState | undefined {
  return (globalThis as { __vitest_worker__?: WorkerState }).__vitest_worker__
}
