export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

/** Functions that were put in the place of others, for as long as somebody listens. */
export class Patches {
  readonly #undo: (() => void)[] = []
  readonly #replaced = new Map<unknown, unknown>()
  #on = true

  /** False once they are undone: whoever has kept one of our functions has to get what the real one does. */
  get on(): boolean {
    return this.#on
  }

  /** The new functions, by those that they stand in for. */
  get replaced(): ReadonlyMap<unknown, unknown> {
    return this.#replaced
  }

  /**
   * Puts a function in the place of another, which looks the same from outside.
   * Does nothing where there is none.
   *
   * @param make the new function, made from the one that stood there
   */
  replace(host: object, key: string, make: (real: AnyFunction) => AnyFunction): void {
    const descriptor = Object.getOwnPropertyDescriptor(host, key)
    const real: unknown = descriptor?.value
    if (descriptor === undefined || typeof real !== 'function') return
    const ours = make(real as AnyFunction)
    for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(real)))
      if (name !== 'prototype') Object.defineProperty(ours, name, own)
    for (const symbol of Object.getOwnPropertySymbols(real)) {
      const own = Object.getOwnPropertyDescriptor(real, symbol)
      if (own !== undefined) Object.defineProperty(ours, symbol, own)
    }
    Object.defineProperty(host, key, { ...descriptor, value: ours })
    this.#replaced.set(real, ours)
    this.#undo.push(() => {
      // Somebody's spy on top of ours is theirs to take away.
      if (Reflect.get(host, key) === ours) Object.defineProperty(host, key, descriptor)
    })
  }

  undo(): void {
    this.#on = false
    for (const undo of this.#undo.splice(0).toReversed()) undo()
  }
}
