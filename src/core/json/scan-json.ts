/** Where a value stands in a JSON text: keys and indices, from the outside in. */
export type JsonPath = readonly (string | number)[]

/** The first thing in a text that makes it no JSON, or that JSON readers would pass over. */
export interface JsonFault {
  /** Of the character that is wrong. */
  readonly index: number
  /** What is wrong there, a sentence without its full stop. */
  readonly problem: string
  /** The text ends before its values do. */
  readonly truncated: boolean
}

/**
 * Looks through a JSON text without keeping its values: what `JSON.parse` says
 * of a fault differs between engines, and it takes the last of two equal keys
 * without a word.
 *
 * @returns the first fault; undefined for good JSON whose keys are unique
 */
export function scanJson(text: string): JsonFault | undefined {
  return scan(text, undefined)
}

/**
 * Finds a value.
 *
 * @returns its index in the text, or that of the innermost value around it that is there
 */
export function indexOfPath(text: string, path: JsonPath): number {
  let found = 0
  let depth = -1
  scan(text, (at, index) => {
    if (at.length <= depth || at.length > path.length || at.some((key, i) => key !== path[i])) return
    depth = at.length
    found = index
  })
  return found
}

/** @returns the line of an index, from 1 up; lines end with LF, CR LF or CR */
export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split(/\r\n|\n|\r/).length
}

type Visit = (path: JsonPath, index: number) => void

/** Deeper than anything that is meant; recursion stops there. */
const MOST_LEVELS = 64

const SPACE = /[ \t\r\n]*/y
// oxlint-disable-next-line no-control-regex -- JSON does not allow them in its texts
const STRING = /"[^"\\\u0000-\u001F]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\u0000-\u001F]*)*"/y
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?)(?![\w.+-])/y
/** What somebody wrote instead of a value, for the message. */
const WORD = /[^\s,:"[\]{}]{1,20}/y

class Fault extends Error {
  readonly index: number

  constructor(index: number, problem: string) {
    super(problem)
    this.index = index
  }
}

function scan(text: string, visit: Visit | undefined): JsonFault | undefined {
  try {
    new Scanner(text, visit).whole()
    return undefined
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { index: error.index, problem: error.message, truncated: error.index >= text.length }
  }
}

class Scanner {
  readonly #text: string
  readonly #visit: Visit | undefined
  readonly #path: (string | number)[] = []
  #at = 0

  constructor(text: string, visit: Visit | undefined) {
    this.#text = text
    this.#visit = visit
  }

  whole(): void {
    this.#value(0)
    this.#space()
    if (this.#at < this.#text.length) throw this.#wrong('the end of the file')
  }

  #value(level: number): void {
    this.#space()
    if (level > MOST_LEVELS) throw new Fault(this.#at, `it is nested more than ${MOST_LEVELS} levels deep`)
    this.#visit?.(this.#path, this.#at)
    const first = this.#text[this.#at]
    if (first === '{') this.#object(level)
    else if (first === '[') this.#array(level)
    else if (first === '"') this.#string()
    else if (!this.#skip(SCALAR)) throw this.#wrong('a value')
  }

  #object(level: number): void {
    const keys = new Map<string, number>()
    this.#at++
    if (this.#took('}')) return
    do {
      this.#space()
      const start = this.#at
      if (this.#text[start] !== '"') throw this.#wrong('a key in double quotes')
      const key = this.#string()
      const before = keys.get(key)
      if (before !== undefined) throw this.#twice(key, start, before)
      keys.set(key, start)
      if (!this.#took(':')) throw this.#wrong('a colon')
      this.#path.push(key)
      this.#value(level + 1)
      this.#path.pop()
    } while (this.#took(','))
    if (!this.#took('}')) throw this.#wrong('a comma or }')
  }

  #array(level: number): void {
    let index = 0
    this.#at++
    if (this.#took(']')) return
    do {
      this.#path.push(index++)
      this.#value(level + 1)
      this.#path.pop()
    } while (this.#took(','))
    if (!this.#took(']')) throw this.#wrong('a comma or ]')
  }

  #string(): string {
    const start = this.#at
    if (!this.#skip(STRING)) {
      // A text that was cut off within a string has no end of it.
      const line = /[\r\n]/.exec(this.#text.slice(start))
      throw line === null && !this.#text.includes('"', start + 1)
        ? new Fault(this.#text.length, 'a text in double quotes has no end')
        : new Fault(start, 'a text in double quotes has no end, or an escape that JSON does not know')
    }
    const raw = this.#text.slice(start + 1, this.#at - 1)
    return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw
  }

  #space(): void {
    this.#skip(SPACE)
  }

  #took(char: string): boolean {
    this.#space()
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    if (!pattern.test(this.#text)) return false
    this.#at = pattern.lastIndex
    return true
  }

  #twice(key: string, index: number, before: number): Fault {
    const first = lineOf(this.#text, before)
    return new Fault(index, `the key ${JSON.stringify(key)} stands twice, first in line ${first}`)
  }

  #wrong(expected: string): Fault {
    if (this.#at >= this.#text.length) return new Fault(this.#text.length, `expected ${expected}`)
    WORD.lastIndex = this.#at
    const received = WORD.exec(this.#text)?.[0] ?? this.#text[this.#at] ?? ''
    const isLast = this.#at + received.length === this.#text.length
    if (isLast && isBegun(received)) return new Fault(this.#text.length, `expected ${expected}`)
    return new Fault(this.#at, `expected ${expected}, received ${JSON.stringify(received)}`)
  }
}

/** Whether something may have been meant to become a figure, `true`, `false` or `null`. */
function isBegun(word: string): boolean {
  return (
    /^-?\d*(?:\.\d*)?(?:[Ee][+-]?)?$/.test(word) ||
    ['true', 'false', 'null'].some((whole) => whole.startsWith(word))
  )
}
