import { hub } from './hub.ts'
import { isThenable } from './is-thenable.ts'
import { mayFollow } from './may-follow.ts'
import type { OpenSpan } from './open-span.ts'

type Step = (...args: unknown[]) => unknown

const STEPS = ['next', 'return', 'throw'] as const

/** Whether a value is a generator, or another iterator that is its own iterable: what can be read only once. */
export function isIterator(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    'next' in value &&
    typeof value.next === 'function' &&
    (Symbol.iterator in value || Symbol.asyncIterator in value)
  )
}

/**
 * Lets a span last until an iterator is through: read to its end, left, or
 * failed. Its code runs in the span. Noted are `items`, how many came, and
 * `firstItemMs`, from the span's start to the first.
 *
 * @returns the iterator itself
 */
export function followIterator<T extends object>(open: OpenSpan, iterator: T): T {
  if (!mayFollow(iterator)) {
    open.finish()
    return iterator
  }
  const steps = new IteratorSteps(open)
  try {
    for (const name of STEPS) {
      const step: unknown = Reflect.get(iterator, name)
      if (typeof step !== 'function') continue
      const value = function (this: unknown, ...args: unknown[]): unknown {
        return steps.take(() => (step as Step).apply(this, args))
      }
      Object.defineProperty(iterator, name, { value, configurable: true, writable: true })
    }
  } catch {
    // It is frozen: nobody will tell when it is through.
    open.finish()
  }
  return iterator
}

class IteratorSteps {
  readonly #open: OpenSpan
  readonly #startMs: number
  /** Where its code goes on: it may have opened a scope before it yielded. */
  #inside: OpenSpan
  #items = 0
  #firstItemMs: number | undefined

  constructor(open: OpenSpan) {
    this.#open = open
    this.#inside = open
    this.#startMs = open.recorder.startMs(open)
  }

  take(step: () => unknown): unknown {
    // It is through: there is nothing to note.
    if (this.#open.ended) return step()
    let taken: unknown
    try {
      taken = hub.current.run(this.#inside, () => this.#run(step))
    } catch (error) {
      this.#fail(error)
    }
    if (!isThenable(taken)) return this.#note(taken)
    return taken.then(
      (item: unknown) => this.#note(item),
      (error: unknown) => this.#fail(error),
    )
  }

  #run(step: () => unknown): unknown {
    try {
      return step()
    } finally {
      const inside = hub.current.getStore()
      inside?.scope?.confine()
      this.#inside = inside ?? this.#open
    }
  }

  #note(item: unknown): unknown {
    if (isDone(item)) this.#end()
    else {
      this.#items++
      this.#firstItemMs ??= this.#open.recorder.now() - this.#startMs
    }
    return item
  }

  #fail(error: unknown): never {
    this.#open.fail(error)
    this.#end()
    throw error
  }

  #end(): void {
    const items = this.#items
    const firstItemMs = this.#firstItemMs
    this.#open.annotate(firstItemMs === undefined ? { items } : { items, firstItemMs })
    this.#open.finish()
  }
}

function isDone(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'done' in item && item.done === true
}
