import type { TestModule } from 'vitest/node'

/**
 * Watches which test files run at the same time. The tests of one worker run
 * one after the other, so files that overlap are in different workers. Told by
 * the reporter's events, in whose order there is no clock; merged blobs have
 * none.
 */
export class Overlap {
  readonly #running = new Set<TestModule>()
  readonly #beside = new Set<string>()

  /** Forgets who was running when a run was broken off. */
  runStarts(): void {
    this.#running.clear()
  }

  moduleStarts(module: TestModule): void {
    // It may have run before, in watch mode.
    this.#beside.delete(module.id)
    this.#running.add(module)
    if (this.#running.size === 1) return
    for (const one of this.#running) this.#beside.add(one.id)
  }

  moduleEnds(module: TestModule): void {
    this.#running.delete(module)
  }

  /** @returns whether another file ran at the same time, the last time that this one ran */
  ranBesideOthers(module: TestModule): boolean {
    return this.#beside.has(module.id)
  }
}
