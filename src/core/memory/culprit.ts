/** Where something stands in the user's source: file relative to the root where it lies in it, line from 1. */
export interface MemoryPlace {
  readonly function: string
  readonly file: string
  readonly line: number
}

/** Objects of one kind that were kept. */
export interface KeptKind {
  /** Name of the constructor, or V8's name of the type: `Object`, `Map`, `(string)`. */
  readonly name: string
  /** Names of their first properties: `['id', 'data']`. */
  readonly properties: readonly string[]
  readonly count: number
  /** Of all of them together, without what they refer to. */
  readonly bytes: number
}

/** What keeps them: the last container before a root that is not the engine's own. */
export interface Holder {
  /** `Map`, `Array`, `EventEmitter`, `closure`. */
  readonly type: string
  /** Variable or property that leads to it: `sessions`; undefined where V8 does not tell. */
  readonly variable: string | undefined
  /** The function whose scope has the variable. */
  readonly place: MemoryPlace | undefined
  /** From the root to the kept objects: `remember → context → sessions: Map → [table] → Object`. */
  readonly path: readonly string[]
}

/** Who leaks, as far as it can be named. */
export interface Culprit {
  /** The most bytes first; last the stores of what holds them, such as the table of a Map. */
  readonly kept: readonly KeptKind[]
  readonly heldBy: Holder | undefined
  /**
   * Functions that have allocated what was kept, and their share of it from 0 to 1: the one that puts it where it is
   * held, then the largest first.
   */
  readonly allocatedIn: readonly { readonly place: MemoryPlace; readonly share: number }[]
  /** What could not be named, and why: whole sentences. */
  readonly notes: readonly string[]
}
