/** What is noted about a span. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

/** As OpenTelemetry has it; with more, the keys are made of data. */
const MOST_OF_A_SPAN = 128

/** The attributes of a trace's spans, by their numbers. */
export class AttributeTable {
  readonly #bySpan: Map<number, SpanAttributes>
  #chars: number

  constructor(other?: AttributeTable) {
    this.#bySpan = new Map(other?.all)
    this.#chars = other?.chars ?? 0
  }

  get all(): Iterable<readonly [span: number, attributes: SpanAttributes]> {
    return this.#bySpan
  }

  /** How many spans have some. */
  get size(): number {
    return this.#bySpan.size
  }

  /** How long their texts are together. */
  get chars(): number {
    return this.#chars
  }

  get(span: number): SpanAttributes | undefined {
    return this.#bySpan.get(span)
  }

  /** Of more than 128 of a span the first are kept. */
  add(span: number, attributes: SpanAttributes): void {
    const before = this.#bySpan.get(span) ?? {}
    const more = fitting(before, attributes)
    if (more === undefined) return
    const all = { ...before, ...more }
    this.#bySpan.set(span, all)
    this.#chars += charsOf(all) - charsOf(before)
  }
}

/** Those that find room beside the ones before; undefined for none. */
function fitting(before: SpanAttributes, attributes: SpanAttributes): SpanAttributes | undefined {
  const room = MOST_OF_A_SPAN - Object.keys(before).length
  const keys = Object.keys(attributes)
  if (keys.length <= room) return attributes
  const added = new Set(keys.filter((key) => !Object.hasOwn(before, key)).slice(0, room))
  const kept = Object.entries(attributes).filter(([key]) => added.has(key) || Object.hasOwn(before, key))
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

function charsOf(attributes: SpanAttributes): number {
  return Object.values(attributes).reduce<number>(
    (chars, value) => (typeof value === 'string' ? chars + value.length : chars),
    0,
  )
}
