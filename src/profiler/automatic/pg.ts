import { hub } from '../hub.ts'
import type { OpenSpan } from '../open-span.ts'
import { beginAutomatic } from './begin-automatic.ts'
import { findClasses } from './find-classes.ts'
import type { Instrument } from './instrument.ts'
import { Patches } from './patches.ts'
import type { AnyFunction } from './patches.ts'
import { returnPendingClients } from './postgres/pending-clients.ts'
import { statementWithoutLiterals } from './postgres/statement.ts'
import { recordCallback, recordPromise } from './record-call.ts'

/** Files of `pg` that export a class each. */
const FILES = {
  client: /[\\/]pg[\\/]lib[\\/]client\.js$/,
  pool: /[\\/]pg-pool[\\/]index\.js$/,
}

/**
 * `pg`, which publishes no diagnostics channels: `pg.query`, `pg.connect` for a
 * new connection, and `pg.pool.wait` for one that a pool has, or has to wait for.
 * Cursors and query streams are none.
 */
export const pg: Instrument = {
  name: 'pg',
  start() {
    const patches = new Patches()
    const recorded = (real: AnyFunction, begin: (host: unknown, args: unknown[]) => OpenSpan | undefined) =>
      function (this: unknown, ...args: unknown[]): unknown {
        const span = patches.on ? begin(this, args) : undefined
        return span === undefined ? real.apply(this, args) : record(span, real, this, args)
      }
    const endFinding = findClasses(FILES, (part, prototype) => {
      if (part === 'pool') {
        returnPendingClients(patches, prototype)
        patches.replace(prototype, 'connect', (real) => recorded(real, (pool) => beginWait(pool as Pool)))
        return
      }
      patches.replace(prototype, 'connect', (real) =>
        recorded(real, () => beginAutomatic('pg.connect', SYSTEM)),
      )
      patches.replace(prototype, 'query', (real) => recorded(real, (_, [query]) => beginQuery(query)))
    })
    return () => {
      endFinding()
      patches.undo()
    }
  },
}

const SYSTEM = { 'db.system.name': 'postgresql' } as const

/** The public counts of a pool. */
interface Pool {
  readonly totalCount?: number
  readonly idleCount?: number
  readonly options?: { readonly max?: number }
}

function beginWait({ totalCount = 0, idleCount = 0, options }: Pool): OpenSpan | undefined {
  const connects = idleCount === 0 && totalCount < (options?.max ?? Infinity)
  return beginAutomatic(connects ? 'pg.connect' : 'pg.pool.wait', SYSTEM)
}

function beginQuery(query: unknown): OpenSpan | undefined {
  const text = typeof query === 'string' ? query : textOf(query)
  if (text === undefined) return undefined
  const statement = statementWithoutLiterals(text)
  return beginAutomatic('pg.query', { ...SYSTEM, 'db.query.text': statement })
}

/** @returns undefined for an object that runs itself, such as a cursor: nobody tells when it is done */
function textOf(query: unknown): string | undefined {
  if (typeof query !== 'object' || query === null || 'submit' in query) return undefined
  return 'text' in query && typeof query.text === 'string' ? query.text : undefined
}

/** The last function among the arguments is the callback; one may stand in the query itself. */
function record(span: OpenSpan, real: AnyFunction, host: unknown, args: unknown[]): unknown {
  const within = <T>(call: () => T): T => hub.current.run(span, call)
  const at = args.findLastIndex((arg) => typeof arg === 'function')
  if (at >= 0) {
    return recordCallback(span, args[at] as AnyFunction, (ended) =>
      within(() => real.apply(host, args.with(at, ended))),
    )
  }
  const [query] = args
  if (
    typeof query === 'object' &&
    query !== null &&
    'callback' in query &&
    typeof query.callback === 'function'
  ) {
    return recordCallback(span, query.callback as AnyFunction, (ended) =>
      within(() => real.apply(host, [{ ...query, callback: ended }, ...args.slice(1)])),
    )
  }
  return recordPromise(span, () => within(() => real.apply(host, args)))
}
