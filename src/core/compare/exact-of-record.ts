import type { ExactEntry, Pairs, VirtualTimes } from '../baseline/exact-entry.ts'
import { wholeUs } from '../baseline/exact-figures.ts'
import type { MeasurementRecord } from '../wire.ts'

/**
 * What a report tells of a measurement that each run repeats. Where the
 * measurement was compared with a baseline, that is what a baseline would have.
 *
 * @returns null where nothing is exact: on the real clock, without mocks
 */
export function exactOfRecord(record: MeasurementRecord): ExactEntry | null {
  if (record.baseline !== undefined) return record.baseline.exact
  const { iterations, errors, clock, seen } = record
  if (clock === 'real' && seen === null) return null
  return { iterations, errors, counts: countsOf(record), draws: [], times: timesOf(record) }
}

/** As a baseline calls them, without zeros, in the order of their names. Repeated calls are not told by the mock. */
function countsOf({ calls, seen, llm, clock, cpuCounted }: MeasurementRecord): Pairs<number> {
  const all: [string, number][] = calls.flatMap(({ name, total, retries, errors, bytes }) => [
    [`calls ${name}`, total],
    [`retries ${name}`, retries],
    [`failed calls ${name}`, errors],
    [`bytes sent ${name}`, bytes.sent],
    [`bytes received ${name}`, bytes.received],
  ])
  for (const { name, hits, misses } of seen?.caches ?? []) {
    all.push([`cache hits ${name}`, hits], [`cache misses ${name}`, misses])
  }
  // In real time chance decides which calls begin when others have ended.
  if (seen !== null && clock === 'virtual' && !cpuCounted) all.push(['serial depth', seen.serialDepth.total])
  if (llm !== null) all.push(['tokens in', llm.tokens.in.total], ['tokens out', llm.tokens.out.total])
  return all.filter(([, total]) => total !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function timesOf(record: MeasurementRecord): VirtualTimes | null {
  const { clock, cpuCounted, n, minMs, meanMs, maxMs, percentilesMs, histogramNs } = record
  const { p50, p75, p90, p95, p99 } = percentilesMs
  // Real time that was counted is different in every run.
  if (clock === 'real' || cpuCounted) return null
  if (minMs === null || meanMs === null || maxMs === null) return null
  if (p50 === null || p75 === null || p90 === null || p95 === null || p99 === null) return null
  return {
    n,
    minMs: wholeUs(minMs),
    meanMs: wholeUs(meanMs),
    p50Ms: wholeUs(p50),
    p75Ms: wholeUs(p75),
    p90Ms: wholeUs(p90),
    p95Ms: wholeUs(p95),
    p99Ms: wholeUs(p99),
    maxMs: wholeUs(maxMs),
    histogramNs: histogramNs ?? '',
  }
}
