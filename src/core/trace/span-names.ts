/** Spans with the same name, over all traces of a measurement, share a number. */
export class SpanNames {
  readonly #ids = new Map<string, number>()
  readonly #names: string[] = []

  idOf(name: string): number {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const id = this.#names.length
    this.#ids.set(name, id)
    this.#names.push(name)
    return id
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
}
