import { compareKeys } from './baseline.ts'
import type { Acceptance, Accepted, Baseline, BaselineEntry, RealEntry } from './baseline.ts'
import type { ExactEntry, Pairs } from './exact-entry.ts'
import { BASELINE_VERSION } from './baseline.ts'

export const SCHEMA = 'skillperf/baseline'

/** Stands behind the last entry, so that each entry ends in a comma: an entry that is added at the end changes no other. */
export const END = 'end'

/**
 * Writes a baseline as the file has it: the same baseline is always the same
 * text. Made for reviews and merges: entries sorted by their keys, groups of
 * figures on a line each, between lines of their entry that never change, so
 * that git merges changes of neighbours.
 *
 * @throws RangeError for a figure that is not finite
 */
export function formatBaseline({ entries }: Baseline): string {
  // Joined once: it may be megabytes.
  return [
    `{\n  "schema": ${text(SCHEMA)},\n  "version": ${BASELINE_VERSION},\n  "entries": [\n`,
    ...entries.toSorted(compareKeys).map((entry) => `    ${formatEntry(entry)},\n`),
    `    ${text(END)}\n  ]\n}\n`,
  ].join('')
}

function formatEntry({ project, file, test, measurement, exact, real }: BaselineEntry): string {
  const key = [
    ...(project === '' ? [] : [`"project": ${text(project)}`]),
    `"file": ${text(file)}`,
    `"test": ${text(test)}`,
    `"measurement": ${text(measurement)}`,
  ]
  const seeds = [...exact].toSorted(([a], [b]) => a - b)
  const machines = [...real].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const parts = [
    ...formatPart(
      'exact',
      seeds.map(([seed, one]) => [String(seed), formatExact(one)]),
    ),
    ...formatPart(
      'real',
      machines.map(([machine, one]) => [machine, formatReal(one)]),
    ),
  ]
  return `{ ${key.join(', ')},\n${parts.join(',\n')}\n    }`
}

/** One part of an entry, each of its groups from a line of its own on. */
function formatPart(
  name: string,
  groups: readonly (readonly [name: string, lines: readonly string[]])[],
): string[] {
  if (groups.length === 0) return []
  const formatted = groups.map(
    ([name, [first = '', ...lines]]) => `${text(name)}: { ${[first, ...lines].join(',\n          ')} }`,
  )
  return [`      "${name}": { ${formatted.join(',\n        ')} }`]
}

/** What is always there stands last, so that no other line gets or loses a comma. */
function formatExact({ iterations, errors, counts, draws, times, accepted }: Accepted<ExactEntry>): string[] {
  return [
    `"iterations": ${number(iterations)}, "errors": ${number(errors)}`,
    ...formatAccepted(accepted),
    `"counts": ${object(counts, number)}`,
    `"draws": ${object(draws, text)}`,
    times === null ? '"times": null' : `"times": ${formatTimes(times)}`,
  ]
}

function formatTimes({
  n,
  minMs,
  meanMs,
  p50Ms,
  p75Ms,
  p90Ms,
  p95Ms,
  p99Ms,
  maxMs,
  histogramNs,
}: NonNullable<ExactEntry['times']>): string {
  const least = `"n": ${number(n)}, "minMs": ${number(minMs)}, "meanMs": ${number(meanMs)}`
  const middle = `"p50Ms": ${number(p50Ms)}, "p75Ms": ${number(p75Ms)}, "p90Ms": ${number(p90Ms)}`
  const most = `"p95Ms": ${number(p95Ms)}, "p99Ms": ${number(p99Ms)}, "maxMs": ${number(maxMs)}`
  return `{ ${least}, ${middle}, ${most},\n            "histogramNs": ${text(histogramNs)} }`
}

function formatReal({ rows, quantilesNs, accepted }: Accepted<RealEntry>): string[] {
  const list = rows.map(
    ({ floorNs, q05Ns, ref05Ns, n, busyShare }) =>
      `{ "floorNs": ${number(floorNs)}, "q05Ns": ${number(q05Ns)}, "ref05Ns": ${number(ref05Ns)}, "n": ${number(n)}, "busyShare": ${number(busyShare)} }`,
  )
  return [
    ...formatAccepted(accepted),
    `"rows": [${list.join(', ')}]`,
    `"quantilesNs": [${quantilesNs.map(number).join(', ')}]`,
  ]
}

function formatAccepted(accepted: Acceptance | undefined): string[] {
  if (accepted === undefined) return []
  const { reason, commit, worse } = accepted
  const said = `"reason": ${nullable(reason)}, "commit": ${nullable(commit)}`
  return [`"accepted": { ${said}, "worse": [${worse.map(text).join(', ')}] }`]
}

/** Written by hand: an object has no own `__proto__` unless one defines it. */
function object<T>(pairs: Pairs<T>, format: (value: T) => string): string {
  if (pairs.length === 0) return '{}'
  const sorted = pairs.toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{ ${sorted.map(([name, value]) => `${text(name)}: ${format(value)}`).join(', ')} }`
}

function nullable(value: string | null): string {
  return value === null ? 'null' : text(value)
}

function text(value: string): string {
  return JSON.stringify(value)
}

function number(value: number): string {
  if (Number.isFinite(value)) return String(value)
  throw new RangeError(`a baseline holds finite figures, received ${value}`)
}
