import type { HeapSnapshot, SnapshotHeading } from './heap-snapshot.ts'
import { readHeading } from './heap-snapshot.ts'
import { NumberList } from './number-list.ts'

const [ZERO, NINE, OPEN, CLOSE] = [48, 57, 91, 93]

/**
 * Reads the JSON of a heap snapshot piece by piece, as V8 writes it: the whole
 * text would be longer than a string may be, and `JSON.parse` would need ten
 * times the memory.
 */
export class SnapshotReader {
  #text = ''
  #at = 0
  /** The key whose value is being read; undefined between two. */
  #section: string | undefined
  #heading: SnapshotHeading | undefined
  readonly #numbers = new Map<string, NumberList>()
  #number = 0
  #inNumber = false
  #depth = 0
  readonly #strings: string[] = []

  /** @throws Error where it is not a snapshot that we know */
  push(piece: string): void {
    this.#text = this.#text.slice(this.#at) + piece
    this.#at = 0
    while (this.#read()) {
      // One section after the other.
    }
  }

  /** @throws Error where the snapshot is not whole */
  end(): HeapSnapshot {
    if (this.#section !== 'strings' || this.#heading === undefined) {
      throw new Error('the heap snapshot ended too early')
    }
    const strings = JSON.parse(this.#strings.join('').trimEnd().replace(/\}$/, '')) as readonly string[]
    const numbers = (section: string): Uint32Array => this.#numbers.get(section)?.all() ?? new Uint32Array(0)
    return {
      heading: this.#heading,
      nodes: numbers('nodes'),
      edges: numbers('edges'),
      locations: numbers('locations'),
      strings,
    }
  }

  /** @returns whether there is more to be read from what has come so far */
  #read(): boolean {
    switch (this.#section) {
      case undefined:
        return this.#readKey()
      case 'snapshot':
        return this.#readHeading()
      case 'nodes':
      case 'edges':
      case 'locations':
        return this.#readNumbers(this.#section)
      case 'strings':
        this.#strings.push(this.#text.slice(this.#at))
        this.#at = this.#text.length
        return false
      default:
        return this.#skip()
    }
  }

  #readKey(): boolean {
    const key = /[\s{,]*"(\w+)":\s*/y
    key.lastIndex = this.#at
    const [whole = '', name] = key.exec(this.#text) ?? []
    if (name === undefined) return false
    this.#section = name
    this.#at += whole.length
    this.#depth = 0
    return true
  }

  /** The rows come after it. */
  #readHeading(): boolean {
    const end = this.#text.indexOf('"nodes":', this.#at)
    if (end === -1) return false
    const text = this.#text.slice(this.#at, end).trimEnd().replace(/,$/, '')
    const heading = readHeading(text)
    this.#heading = heading
    this.#numbers.set('nodes', new NumberList(heading.nodeCount * heading.nodeFields.length))
    this.#numbers.set('edges', new NumberList(heading.edgeCount * heading.edgeFields.length))
    this.#numbers.set('locations', new NumberList())
    this.#at = end
    this.#section = undefined
    return true
  }

  #readNumbers(section: string): boolean {
    const list = this.#numbers.get(section)
    if (list === undefined) throw new Error(`the heap snapshot has ${section} before its heading`)
    const text = this.#text
    let [value, inNumber] = [this.#number, this.#inNumber]
    for (let at = this.#at; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code >= ZERO && code <= NINE) {
        value = 10 * value + (code - ZERO)
        inNumber = true
        continue
      }
      if (inNumber) list.push(value)
      value = 0
      inNumber = false
      if (code !== CLOSE) continue
      ;[this.#number, this.#inNumber, this.#at, this.#section] = [0, false, at + 1, undefined]
      return true
    }
    ;[this.#number, this.#inNumber, this.#at] = [value, inNumber, text.length]
    return false
  }

  /** What nobody needs are lists of numbers, and lists in them. */
  #skip(): boolean {
    for (let at = this.#at; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at)
      if (code === OPEN) this.#depth++
      if (code !== CLOSE || --this.#depth > 0) continue
      ;[this.#at, this.#section] = [at + 1, undefined]
      return true
    }
    this.#at = this.#text.length
    return false
  }
}
