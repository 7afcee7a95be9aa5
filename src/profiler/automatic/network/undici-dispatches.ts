import { requestOrigin } from './request-origin.ts'
import type { RequestOrigin } from './request-span.ts'
import { baseOfSocket, undiciBases } from './undici-bases.ts'
import type { Dispatcher, Options } from './undici-bases.ts'

/** What a caller has asked a dispatcher for. */
interface Asked {
  readonly origin: RequestOrigin | undefined
  /** A request was made of it. */
  used: boolean
  /** It was dispatched again, by whoever has freed a connection. */
  waited: boolean
}

/**
 * Notes when and where npm's undici was asked for a request: one that waits for
 * a free connection of a pool is made later, by whoever frees it. The undici
 * within Node has no such pools.
 */
export class UndiciDispatches {
  readonly #patched = new Map<
    Dispatcher,
    { readonly original: Dispatcher['dispatch']; readonly own: unknown }
  >()
  /** By the handler of the answer, which is handed on from dispatcher to dispatcher. */
  readonly #asked = new WeakMap<object, Asked>()
  /** What is being dispatched by the running code. */
  #current: Asked | undefined

  /** Follows all copies of undici that are known by now. */
  look(): void {
    for (const base of undiciBases()) this.#patch(base)
  }

  /** A copy of undici that is not known has opened a connection. */
  meet(socket: object): void {
    const base = baseOfSocket(socket)
    if (base !== undefined) this.#patch(base)
  }

  /** Where the request that is being made was asked for; a request is made within its dispatch. */
  take(): RequestOrigin | undefined {
    const current = this.#current
    if (current === undefined || current.used) return requestOrigin()
    current.used = true
    return current.origin && { ...current.origin, hasWaited: current.waited }
  }

  end(): void {
    for (const [base, { original, own }] of this.#patched) {
      // Somebody else may have patched it since: what they call is ours, and passes everything on.
      if (base.dispatch === own) base.dispatch = original
    }
    this.#patched.clear()
  }

  #patch(base: Dispatcher): void {
    if (this.#patched.has(base)) return
    // oxlint-disable-next-line typescript/unbound-method -- it is called with the dispatcher it was called on
    const original = base.dispatch
    const own: Dispatcher['dispatch'] = patched(original, (asked, dispatch) =>
      this.#patched.has(base) ? this.#within(asked, dispatch) : dispatch(),
    )
    this.#patched.set(base, { original, own })
    base.dispatch = own
  }

  #within(call: Call, dispatch: () => boolean): boolean {
    const outer = this.#current
    this.#current = this.#askedBy(call)
    try {
      return dispatch()
    } finally {
      this.#current = outer
    }
  }

  #askedBy({ handler }: Call): Asked {
    const known = this.#asked.get(handler)
    const origin = known?.origin
    // Of a trace that is over, a handler tells nothing any more.
    const isUnderWay = origin !== undefined && !origin.parent.recorder.closed
    if (known?.used === false && isUnderWay) {
      known.waited ||= known !== this.#current
      return known
    }
    if (this.#current?.used === false) return this.#note(handler, this.#current)
    // A redirect or another try: its own time, and whoever has asked first.
    const now = isUnderWay ? again(origin) : requestOrigin()
    return this.#note(handler, { origin: now, used: false, waited: false })
  }

  #note(handler: object, asked: Asked): Asked {
    if (typeof handler === 'object' && handler !== null) this.#asked.set(handler, asked)
    return asked
  }
}

function again({ parent }: RequestOrigin): RequestOrigin {
  return { parent, startMs: parent.recorder.now() }
}

/** A call of a dispatcher. */
interface Call {
  readonly options: Options
  readonly handler: object
}

function patched(
  original: Dispatcher['dispatch'],
  within: (call: Call, dispatch: () => boolean) => boolean,
): Dispatcher['dispatch'] {
  return function dispatch(this: Dispatcher, options, handler) {
    return within({ options, handler }, () => original.call(this, options, handler))
  }
}
