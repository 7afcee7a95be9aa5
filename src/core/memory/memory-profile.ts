import { wholeNumber } from '../check.ts'
import type { Allocator } from './allocator.ts'
import { readPrint } from './memory-print.ts'
import type { MemoryOrder, MemoryPrint } from './memory-print.ts'
import { formatMemoryProfile } from './format-memory-profile.ts'
import type { MemoryFigures, MemoryMethod } from './memory-figures.ts'

/** Writes a text where its reader looks for it, in colours where there are some. */
export type WriteMemory = (format: (color: boolean) => string) => void

/** Who has allocated memory, and whose is still there. */
export class MemoryProfile implements MemoryFigures {
  readonly name: string
  readonly method: MemoryMethod
  readonly calls: number
  readonly allocators: readonly Allocator[]
  readonly liveBytes: number
  readonly liveObjects: number | undefined
  readonly offHeapBytes: number
  readonly totalBytes: number
  readonly totalObjects: number | undefined
  readonly engineBytes: number
  readonly toolBytes: number
  readonly snapshot: string | undefined
  readonly notes: readonly string[]
  readonly #write: WriteMemory

  constructor(figures: MemoryFigures, write: WriteMemory) {
    this.name = figures.name
    this.method = figures.method
    this.calls = figures.calls
    this.allocators = figures.allocators
    this.liveBytes = figures.liveBytes
    this.liveObjects = figures.liveObjects
    this.offHeapBytes = figures.offHeapBytes
    this.totalBytes = figures.totalBytes
    this.totalObjects = figures.totalObjects
    this.engineBytes = figures.engineBytes
    this.toolBytes = figures.toolBytes
    this.snapshot = figures.snapshot
    this.notes = figures.notes
    this.#write = write
  }

  /**
   * The largest allocators.
   *
   * @param n at most. Default: 10
   * @param by what is still there, or all that was allocated. Default: `'live'`
   * @throws SkillperfError for anything but a whole number from 1 up, or another order
   */
  top(n: number = 10, by: MemoryOrder = 'live'): readonly Allocator[] {
    const place = 'MemoryProfile.top'
    const most = wholeNumber(n, 'n', place, 1, 'Write profile.top(10).')
    const { by: order } = readPrint({ by }, place)
    return rank(this.allocators, order).slice(0, most)
  }

  /**
   * Prints a table of the largest allocators: `print({ top: 10 })`.
   *
   * @throws SkillperfError for an option that it does not know
   */
  print(options: MemoryPrint = {}): void {
    const { top, by } = readPrint(options, 'MemoryProfile.print')
    this.#write((color) => formatMemoryProfile(this, rank(this.allocators, by), { top, color }))
  }
}

function rank(allocators: readonly Allocator[], by: MemoryOrder): readonly Allocator[] {
  const bytes = ({ liveBytes, offHeapBytes, totalBytes }: Allocator): number =>
    by === 'live' ? liveBytes + offHeapBytes : totalBytes
  return allocators.toSorted((a, b) => bytes(b) - bytes(a) || b.totalBytes - a.totalBytes)
}
