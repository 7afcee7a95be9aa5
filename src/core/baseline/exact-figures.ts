import type { Measurement } from '../measurement.ts'
import { publicName } from '../redact.ts'
import { countLabel } from './count-kinds.ts'
import type { CountKindName } from './count-kinds.ts'
import type { ExactFigures, Pairs, VirtualFigures } from './exact-entry.ts'

/**
 * What a measurement has come to that its code and its seed alone decide.
 *
 * @param timesAreExact whether virtual times are: they are not where real time flows into them
 * @returns null where there is nothing of the kind, such as on the real clock without mocks
 */
export function exactFigures(run: Measurement, timesAreExact: boolean): ExactFigures | null {
  const isExact = run.clock === 'virtual' && timesAreExact
  const times = isExact && run.n > 0 ? virtualFigures(run) : null
  const called = Object.values(run.counts).some(({ total }) => total > 0)
  if (times === null && !called) return null
  return {
    iterations: run.iterations,
    errors: run.errors,
    counts: countsOf(run, isExact),
    draws: sorted(
      new Map(Object.entries(run.seen.draws).map(([name, digest]) => [publicName(name), digest])),
    ),
    times,
  }
}

/** @param ordered which calls begin when others have ended is no matter of chance */
function countsOf(run: Measurement, ordered: boolean): Pairs<number> {
  const counts = new Map<string, number>()
  const add = (kind: CountKindName, amount: number, mock?: string): void => {
    const label = countLabel(kind, mock === undefined ? undefined : publicName(mock))
    // Two names may be one without their secrets.
    if (amount > 0) counts.set(label, (counts.get(label) ?? 0) + amount)
  }
  for (const [name, { total, repeats, retries, errors, bytes }] of Object.entries(run.counts)) {
    add('calls', total, name)
    add('repeats', repeats, name)
    add('retries', retries, name)
    add('failures', errors, name)
    add('sent', bytes.sent, name)
    add('received', bytes.received, name)
  }
  for (const [name, { hits, misses }] of Object.entries(run.caches)) {
    add('hits', hits, name)
    add('misses', misses, name)
  }
  if (ordered) add('depth', run.serialDepth.total)
  add('tokensIn', run.tokens.in.total)
  add('tokensOut', run.tokens.out.total)
  return sorted(counts)
}

function virtualFigures(run: Measurement): VirtualFigures {
  return {
    n: run.n,
    minMs: wholeUs(run.min),
    meanMs: wholeUs(run.mean),
    p50Ms: wholeUs(run.p50),
    p75Ms: wholeUs(run.p75),
    p90Ms: wholeUs(run.p90),
    p95Ms: wholeUs(run.p95),
    p99Ms: wholeUs(run.p99),
    maxMs: wholeUs(run.max),
  }
}

/** The virtual clock counts in µs; quantiles and means between two samples have no more digits. */
export function wholeUs(ms: number): number {
  return Math.round(ms * 1_000) / 1_000
}

/** By the name's code units. */
function sorted<T>(pairs: ReadonlyMap<string, T>): Pairs<T> {
  return [...pairs].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
