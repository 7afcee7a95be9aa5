import type { Acceptance, Accepted, BaselineEntry, RealEntry } from './baseline.ts'
import type { ExactEntry, Pairs, VirtualTimes } from './exact-entry.ts'
import {
  Misfit,
  countIn,
  eachOf,
  entriesOf,
  fieldsOf,
  isNumber,
  isText,
  listOf,
  numberIn,
  textIn,
  textOrNullIn,
} from './json-reader.ts'
import type { At, Fields } from './json-reader.ts'
import type { ProcessRow } from './process-row.ts'

/**
 * Reads one entry of the file. What it has checked it hands on as it is:
 * copies of thousands of entries would be felt at the start of each test file.
 *
 * @throws Misfit for what the format does not know
 */
export function readEntry(value: unknown, at: At): BaselineEntry {
  const fields = fieldsOf(value, at, ['file', 'test', 'measurement'], ['project', 'exact', 'real'])
  const entry = {
    project: fields['project'] === undefined ? '' : textIn(fields, 'project', at),
    file: textIn(fields, 'file', at),
    test: textIn(fields, 'test', at),
    measurement: textIn(fields, 'measurement', at),
    exact: readExact(fields['exact'] ?? {}, { above: at, key: 'exact' }),
    real: readReal(fields['real'] ?? {}, { above: at, key: 'real' }),
  }
  if (entry.exact.size + entry.real.size === 0)
    throw new Misfit(at, 'an entry must have `exact`, `real` or both')
  return entry
}

const SEED = /^(?:0|-?[1-9]\d*)$/

function readExact(value: unknown, at: At): Map<number, Accepted<ExactEntry>> {
  const bySeed = entriesOf(value, at).map(([key, one]) => {
    const inside = { above: at, key }
    const seed = Number(key)
    if (!SEED.test(key) || !Number.isSafeInteger(seed))
      throw new Misfit(inside, '`exact` must be by the seed, a whole number', { value: key })
    return [seed, readExactEntry(one, inside)] as const
  })
  return new Map(bySeed.toSorted(([a], [b]) => a - b))
}

const EXACT = ['iterations', 'errors', 'counts', 'draws', 'times']

function readExactEntry(value: unknown, at: At): Accepted<ExactEntry> {
  const fields = fieldsOf(value, at, EXACT, ['accepted'])
  return {
    iterations: countIn(fields, 'iterations', at),
    errors: countIn(fields, 'errors', at),
    counts: readPairs(fields['counts'], { above: at, key: 'counts' }, numberIn),
    draws: readPairs(fields['draws'], { above: at, key: 'draws' }, textIn),
    times: fields['times'] === null ? null : readTimes(fields['times'], { above: at, key: 'times' }),
    ...readAccepted(fields['accepted'], at),
  }
}

function readPairs<T>(value: unknown, at: At, read: (fields: Fields, key: string, above: At) => T): Pairs<T> {
  return entriesOf(value, at)
    .map(([key]) => [key, read(value as Fields, key, at)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}

const TIMES_MS = ['minMs', 'meanMs', 'p50Ms', 'p75Ms', 'p90Ms', 'p95Ms', 'p99Ms', 'maxMs']
const TIMES = ['n', ...TIMES_MS, 'histogramNs']
const BASE64 = /^[\w+/]+={0,2}$/

function readTimes(value: unknown, at: At): VirtualTimes {
  const fields = fieldsOf(value, at, TIMES)
  countIn(fields, 'n', at)
  for (const key of TIMES_MS) numberIn(fields, key, at)
  const histogram = textIn(fields, 'histogramNs', at)
  if (BASE64.test(histogram)) return value as VirtualTimes
  throw new Misfit(
    { above: at, key: 'histogramNs' },
    '`histogramNs` must be a histogram in base64, without line breaks',
    { value: histogram },
  )
}

function readReal(value: unknown, at: At): Map<string, Accepted<RealEntry>> {
  const byMachine = entriesOf(value, at).map(
    ([key, one]) => [key, readRealEntry(one, { above: at, key })] as const,
  )
  return new Map(byMachine.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function readRealEntry(value: unknown, at: At): Accepted<RealEntry> {
  const fields = fieldsOf(value, at, ['rows', 'quantilesNs'], ['accepted'])
  const inRows = { above: at, key: 'rows' }
  const rows = listOf(fields['rows'], inRows)
  if (rows.length === 0) throw new Misfit(inRows, '`rows` must have one row a process, at least one')
  const inQuantiles = { above: at, key: 'quantilesNs' }
  return {
    rows: rows.map((row, key) => readRow(row, { above: inRows, key })),
    quantilesNs: eachOf(
      listOf(fields['quantilesNs'], inQuantiles),
      inQuantiles,
      'a number from 0 up',
      isNumber,
    ),
    ...readAccepted(fields['accepted'], at),
  }
}

const ROW_NS = ['floorNs', 'q05Ns', 'ref05Ns']
const ROW = [...ROW_NS, 'n', 'busyShare']

function readRow(value: unknown, at: At): ProcessRow {
  const fields = fieldsOf(value, at, ROW)
  for (const key of ROW_NS) {
    // Verdicts take its logarithm.
    if (numberIn(fields, key, at) === 0)
      throw new Misfit({ above: at, key }, `\`${key}\` must be above 0`, { value: 0 })
  }
  countIn(fields, 'n', at)
  const busyShare = numberIn(fields, 'busyShare', at)
  if (busyShare <= 1) return value as ProcessRow
  throw new Misfit({ above: at, key: 'busyShare' }, '`busyShare` must be from 0 to 1', { value: busyShare })
}

function readAccepted(value: unknown, above: At): { readonly accepted?: Acceptance } {
  if (value === undefined) return {}
  const at = { above, key: 'accepted' }
  const fields = fieldsOf(value, at, ['reason', 'commit', 'worse'])
  const inWorse = { above: at, key: 'worse' }
  return {
    accepted: {
      reason: textOrNullIn(fields, 'reason', at),
      commit: textOrNullIn(fields, 'commit', at),
      worse: eachOf(listOf(fields['worse'], inWorse), inWorse, 'a text', isText),
    },
  }
}
