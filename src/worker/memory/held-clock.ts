import type { VirtualClock } from '../virtual/virtual-clock.ts'

/** Holds a virtual clock while memory is looked at, and lets it go while the code under test runs. */
export class HeldClock {
  readonly #clock: VirtualClock | undefined
  #release: (() => Promise<void>) | undefined

  /** @param clock undefined for the real one, which nobody holds */
  constructor(clock: VirtualClock | undefined) {
    this.#clock = clock
  }

  /** Its time stands still until the work is done, except within {@link letGo}. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#hold()
    try {
      return await work()
    } finally {
      await this.#release?.()
    }
  }

  /** Its time goes on until the work is done. */
  async letGo<T>(work: () => Promise<T>): Promise<T> {
    const held = this.#release !== undefined
    await this.#release?.()
    try {
      return await work()
    } finally {
      if (held) this.#hold()
    }
  }

  #hold(): void {
    if (this.#clock === undefined) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const held = this.#clock.pause(promise)
    this.#release = async () => {
      this.#release = undefined
      resolve()
      await held
    }
  }
}
