import * as fc from 'fast-check'
import { keyText } from '../../src/core/baseline/baseline-key.ts'
import { compareKeys } from '../../src/core/baseline/baseline.ts'
import type { Accepted, Acceptance, Baseline, RealEntry } from '../../src/core/baseline/baseline.ts'
import type { ExactEntry, Pairs } from '../../src/core/baseline/exact-entry.ts'

/** Names that are awkward in one way or another. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '',
    '1',
    '-1',
    '404',
    'end',
    '": x',
    '\\": "',
    '<<<<<<< HEAD\n=======',
    'a > b',
    '\uD800',
    'ä\u2028',
  ),
)
/** As JSON's objects are. */
const PLAIN = { noNullPrototype: true }
const figure = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })
const above = figure.filter((value) => value > 0)
const count = fc.maxSafeNat()

function pairs<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Pairs<T>> {
  return fc
    .uniqueArray(fc.tuple(anyName, value), { selector: ([name]) => name, maxLength: 5 })
    .map((all) => all.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function accepted<T>(entry: fc.Arbitrary<T>): fc.Arbitrary<Accepted<T>> {
  const acceptance: fc.Arbitrary<Acceptance> = fc.record(
    {
      reason: fc.option(anyName),
      commit: fc.option(anyName),
      worse: fc.array(anyName, { maxLength: 2 }),
    },
    PLAIN,
  )
  return fc
    .tuple(entry, fc.option(acceptance))
    .map(([one, said]): Accepted<T> => Object.assign({}, one, said !== null && { accepted: said }))
}

const times = fc.record(
  {
    n: count,
    minMs: figure,
    meanMs: figure,
    p50Ms: figure,
    p75Ms: figure,
    p90Ms: figure,
    p95Ms: figure,
    p99Ms: figure,
    maxMs: figure,
    histogramNs: fc.base64String({ minLength: 4 }),
  },
  PLAIN,
)

export const anyExact: fc.Arbitrary<Accepted<ExactEntry>> = accepted(
  fc.record(
    {
      iterations: count,
      errors: count,
      counts: pairs(figure),
      draws: pairs(anyName),
      times: fc.option(times),
    },
    PLAIN,
  ),
)

const row = fc.record(
  {
    floorNs: above,
    q05Ns: above,
    ref05Ns: above,
    n: count,
    busyShare: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  PLAIN,
)

const anyReal: fc.Arbitrary<Accepted<RealEntry>> = accepted(
  fc.record(
    {
      rows: fc.array(row, { minLength: 1, maxLength: 5 }),
      quantilesNs: fc.array(figure, { maxLength: 5 }),
    },
    PLAIN,
  ),
)

function mapOf<K extends string | number, T>(
  key: fc.Arbitrary<K>,
  value: fc.Arbitrary<T>,
): fc.Arbitrary<ReadonlyMap<K, T>> {
  return fc
    .uniqueArray(fc.tuple(key, value), { selector: ([one]) => one, maxLength: 3 })
    .map((all) => new Map(all.toSorted(([a], [b]) => (a < b ? -1 : 1))))
}

/** Any baseline, as `readBaseline` returns it. */
export const anyBaseline: fc.Arbitrary<Baseline> = fc
  .uniqueArray(
    fc
      .record(
        {
          project: anyName,
          file: anyName,
          test: anyName,
          measurement: anyName,
          exact: mapOf(fc.maxSafeInteger(), anyExact),
          real: mapOf(anyName, anyReal),
        },
        PLAIN,
      )
      .filter(({ exact, real }) => exact.size + real.size > 0),
    { selector: keyText, maxLength: 6 },
  )
  .map((entries) => ({ entries: entries.toSorted(compareKeys) }))
