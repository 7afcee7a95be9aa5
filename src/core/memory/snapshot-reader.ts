import { HeapSnapshot } from './heap-snapshot.ts'
import type { SnapshotHead, SnapshotTail } from './heap-snapshot.ts'

const ZERO = 48
const NINE = 57
const CLOSING = 93

/**
 * Reads a heap snapshot as it comes, in pieces of its JSON. The JSON as a whole
 * would be several times as large as the heap.
 */
export class SnapshotReader {
  #stage: 'head' | 'nodes' | 'between' | 'edges' | 'tail' = 'head'
  #text = ''
  #head: SnapshotHead | undefined
  #nodes = new Uint32Array(0)
  #edges = new Uint32Array(0)
  /** Numbers of a list so far. */
  #filled = 0
  /** The one that the last piece ended in; below 0 where it did not. */
  #number = -1

  push(piece: string): void {
    let rest = piece
    while (rest !== '') rest = this.#take(rest)
  }

  /** @throws Error when something is missing */
  end(): HeapSnapshot {
    if (this.#head === undefined || this.#stage !== 'tail') throw new Error('the heap snapshot is not whole')
    const tail = JSON.parse(`{${this.#text.replace(/^\s*,/, '')}`) as SnapshotTail
    return new HeapSnapshot(this.#head, this.#nodes, this.#edges, tail)
  }

  /** @returns what is left of the piece */
  #take(piece: string): string {
    switch (this.#stage) {
      case 'head': {
        return this.#until('"nodes":[', piece, (text) => {
          this.#head = JSON.parse(`${text.replace(/,\s*$/, '')}}`) as SnapshotHead
          const { meta, node_count, edge_count } = this.#head.snapshot
          this.#nodes = new Uint32Array(node_count * meta.node_fields.length)
          this.#edges = new Uint32Array(edge_count * meta.edge_fields.length)
          this.#stage = 'nodes'
        })
      }
      case 'nodes': {
        return this.#numbers(this.#nodes, piece, 'between')
      }
      case 'between': {
        return this.#until('"edges":[', piece, () => {
          this.#stage = 'edges'
        })
      }
      case 'edges': {
        return this.#numbers(this.#edges, piece, 'tail')
      }
      case 'tail': {
        this.#text += piece
        return ''
      }
    }
  }

  #until(mark: string, piece: string, found: (text: string) => void): string {
    const text = this.#text + piece
    const index = text.indexOf(mark)
    if (index === -1) {
      this.#text = text
      return ''
    }
    this.#text = ''
    found(text.slice(0, index))
    return text.slice(index + mark.length)
  }

  /** Digits are numbers, anything else parts them, and a bracket ends them. */
  #numbers(into: Uint32Array, piece: string, next: 'between' | 'tail'): string {
    let number = this.#number
    let filled = this.#filled
    for (let i = 0; i < piece.length; i++) {
      const code = piece.charCodeAt(i)
      if (code >= ZERO && code <= NINE) {
        number = (number < 0 ? 0 : number * 10) + (code - ZERO)
        continue
      }
      if (number >= 0) into[filled++] = number
      number = -1
      if (code !== CLOSING) continue
      this.#stage = next
      this.#number = -1
      this.#filled = 0
      return piece.slice(i + 1)
    }
    this.#number = number
    this.#filled = filled
    return ''
  }
}
