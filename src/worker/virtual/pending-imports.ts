/** What we read of Vitest's worker; the same in versions 4.1 and 5.1. */
interface WorkerState {
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

  /** The module that is being loaded, if there is one. */
  first(): string | undefined {
    const state = (globalThis as { __vitest_worker__?: WorkerState }).__vitest_worker__
    const resolving = state?.resolvingModules
    if (resolving !== undefined && resolving.size > 0) {
      this.#pending = true
      return String([...resolving][0])
    }
    const modules = state?.evaluatedModules?.idToModuleMap
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
