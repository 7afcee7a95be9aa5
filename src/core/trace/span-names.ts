/** Spans with the same name, over all traces of a measurement, share a number; iterations have one of their own. */
export class SpanNames {
  readonly #ids = new Map<string, number>()
  readonly #names: string[] = []
  #iteration: number | undefined

  idOf(name: string): number {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const id = this.#add(name)
    this.#ids.set(name, id)
    return id
  }

  /** The number of the iterations themselves: spans may have the same name, and are others. */
  idOfIteration(name: string): number {
    return (this.#iteration ??= this.#add(name))
  }

  /** The number of the iterations themselves, where traces are such. */
  get iteration(): number | undefined {
    return this.#iteration
  }

  /** The number of a name that was seen. */
  find(name: string): number | undefined {
    return this.#ids.get(name)
  }

  nameOf(id: number): string {
    return this.#names[id] ?? ''
  }

  get size(): number {
    return this.#names.length
  }

  get all(): readonly string[] {
    return this.#names
  }

  #add(name: string): number {
    this.#names.push(name)
    return this.#names.length - 1
  }
}
