import { hub } from './hub.ts'
import { isThenable } from './is-thenable.ts'
import { mayFollow } from './may-follow.ts'
import type { OpenSpan } from './open-span.ts'

type Step = (...args: unknown[]) => unknown

const STEPS = ['next', 'return', 'throw'] as const

/** Whether a value is a generator, or another iterator that is its own iterable: what can be read only once. Never throws. */
export function isIterator(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  try {
    return (
      'next' in value &&
      typeof value.next === 'function' &&
      (Symbol.iterator in value || Symbol.asyncIterator in value)
    )
  } catch {
    return false
  }
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
      // Without a `return` nobody would tell when it is left.
      const step: unknown = Reflect.get(iterator, name) ?? (name === 'return' ? leave : undefined)
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

/** Of an iterator that has nothing to tidy up: what a loop that is left asks for. */
function leave(value: unknown): IteratorReturnResult<unknown> {
  return { done: true, value }
}

class IteratorSteps {
  readonly #open: OpenSpan
  readonly #startMs: number
  /** Where its code goes on: it may have opened a scope before it yielded. */
  #inside: OpenSpan
  #stepping = false
  #items = 0
  #firstItemMs: number | undefined

  constructor(open: OpenSpan) {
    this.#open = open
    this.#inside = open
    this.#startMs = open.recorder.startMs(open)
  }

  take(step: () => unknown): unknown {
    // It is through: there is nothing to note. Or its own code asks it for more, which generators refuse.
    if (this.#open.ended || this.#stepping) return step()
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
    this.#stepping = true
    try {
      return step()
    } finally {
      this.#stepping = false
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
  try {
    return typeof item === 'object' && item !== null && 'done' in item && item.done === true
  } catch {
    return false
  }
}
