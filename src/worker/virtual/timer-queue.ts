/** Something that is to happen at an instant of virtual time. */
export interface Scheduled {
  /** When it is due, in µs of virtual time. Written by the queue. */
  atUs: number
  /** Its place in the queue; 0 while it is in none. Written by the queue. */
  ticket: number
  readonly kind: ScheduledKind
  /** Where it was made. */
  readonly made: { readonly stack?: string }
  /** Whether Node would wait for it before it exits. */
  hasRef(): boolean
  fire(): void
  /** Its run is over: goes on in real time, with what is left of its delay. */
  release(leftUs: number): void
}

export type ScheduledKind = 'timeout' | 'interval' | 'sleep'

interface Entry {
  readonly atUs: number
  readonly ticket: number
  readonly timer: Scheduled
}

/** Tickets from here on belong to what comes last at its instant. */
const LAST = 2 ** 52

/**
 * A binary heap of timers: the earliest first, those of one instant in the
 * order in which they were added. What is removed stays in the heap until it
 * comes up; its ticket tells that it is stale.
 */
export class TimerQueue {
  readonly #heap: Entry[] = []
  #tickets = 0

  /** @param last whether it comes after all others of its instant, even those that are added later */
  add(timer: Scheduled, atUs: number, last = false): void {
    timer.atUs = atUs
    timer.ticket = ++this.#tickets + (last ? LAST : 0)
    this.#rise({ atUs, ticket: timer.ticket, timer })
  }

  remove(timer: Scheduled): void {
    timer.ticket = 0
  }

  peek(): Scheduled | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (isPending(first)) return first.timer
      this.#dropFirst()
    }
    return undefined
  }

  /** Removes the first one. */
  take(): Scheduled | undefined {
    const timer = this.peek()
    if (timer === undefined) return undefined
    this.#dropFirst()
    timer.ticket = 0
    return timer
  }

  /** All that are pending, in the order in which they are due. */
  pending(): Scheduled[] {
    return this.#heap
      .filter(isPending)
      .toSorted((a, b) => (isBefore(a, b) ? -1 : 1))
      .map(({ timer }) => timer)
  }

  some(test: (timer: Scheduled) => boolean): boolean {
    return this.#heap.some((entry) => isPending(entry) && test(entry.timer))
  }

  #rise(entry: Entry): void {
    const heap = this.#heap
    let at = heap.push(entry) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || !isBefore(entry, parent)) break
      heap[at] = parent
      at = above
    }
    heap[at] = entry
  }

  #dropFirst(): void {
    const heap = this.#heap
    const entry = heap.pop()
    if (entry === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      const below = this.#earlierChild(at)
      const child = heap[below]
      if (child === undefined || !isBefore(child, entry)) break
      heap[at] = child
      at = below
    }
    heap[at] = entry
  }

  #earlierChild(at: number): number {
    const left = this.#heap[2 * at + 1]
    const right = this.#heap[2 * at + 2]
    return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1
  }
}

function isPending({ ticket, timer }: Entry): boolean {
  return timer.ticket === ticket
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.ticket < b.ticket)
}
