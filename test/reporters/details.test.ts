import { describe, expect, test } from 'vitest'
import { renderDetails, renderFlaky } from '../../reporters/details.ts'
import { createPaint } from '../../reporters/paint.ts'
import type { Row } from '../../reporters/rows.ts'
import type { CheckRecord, MeasurementRecord } from '../../src/core/wire.ts'
import { checkOf, recordOf, testOf, tryOf } from '../helpers/measurement-record.ts'

const plain = createPaint(false)
const tags = (style: string, text: string): string => `<${style}>${text}</${style}>`

function rowOf(overrides: Partial<MeasurementRecord>, row: Partial<Row> = {}): Row {
  const measurement = recordOf(overrides)
  return { label: 'research', measurement, series: measurement, view: undefined, superseded: false, ...row }
}

describe('renderDetails: limits', () => {
  const line = (check: Partial<CheckRecord>): string[] =>
    renderDetails(rowOf({ checks: [checkOf(check)] }), plain)

  test('that were kept need no words', () => {
    expect(renderDetails(rowOf({ checks: [checkOf(), checkOf({ statistic: 'max' })] }), plain)).toStrictEqual(
      [],
    )
  })

  test.for<[string, Partial<CheckRecord>, string]>([
    ['a percentile', { outcome: 'fail', received: 1904 }, '   ✗ research: p95 1 904 ms, limit < 1 500 ms'],
    [
      'a limit under .not',
      { outcome: 'fail', received: 640.4, negated: true },
      '   ✗ research: p95 640 ms, limit not < 1 500 ms',
    ],
    [
      'a rate',
      { statistic: 'throughput', bound: 'above', unit: '/s', limit: 50, received: 49.96, outcome: 'fail' },
      '   ✗ research: throughput 49.96 /s, limit > 50 /s',
    ],
    [
      'an error rate',
      { statistic: 'error rate', unit: '', outcome: 'fail', received: 0.1, limit: 0.05 },
      '   ✗ research: error rate 10 %, limit < 5 %',
    ],
    [
      'a limit from the options',
      { outcome: 'fail', received: 1904, source: 'options' },
      '   ✗ research: p95 1 904 ms, limit < 1 500 ms (inherited from the options)',
    ],
    [
      'a view',
      { outcome: 'fail', received: 1904, view: 'first item' },
      '   ✗ research · first item: p95 1 904 ms, limit < 1 500 ms',
    ],
    [
      'a breach that was repeated',
      { outcome: 'fail', received: 1904, attempts: { votes: 3, breaches: 2 } },
      '   ✗ research: p95 1 904 ms, limit < 1 500 ms, repeated in 2 of 3 fresh attempts',
    ],
    [
      'an inherited one',
      { outcome: 'fail', received: 1904, source: 'options', attempts: { votes: 2, breaches: 2 } },
      '   ✗ research: p95 1 904 ms, limit < 1 500 ms (inherited from the options), repeated in 2 of 2 fresh attempts',
    ],
    [
      'a breach that was not repeated',
      {
        outcome: 'inconclusive',
        received: 1904,
        attempts: { votes: 2, breaches: 0 },
        reason: 'breached here, and in 0 of 2 fresh attempts: most probably the machine was busy.',
      },
      '   ~ research: p95 1 904 ms, limit < 1 500 ms: breached here, and in 0 of 2 fresh attempts: most probably the machine was busy.',
    ],
    [
      'what is inconclusive',
      { outcome: 'inconclusive', received: 12, reason: 'too few samples' },
      '   ~ research: p95 12.0 ms, limit < 1 500 ms: too few samples',
    ],
    [
      'a reason with control characters',
      { outcome: 'inconclusive', received: 12, reason: 'too\u001B[31m few\nsamples' },
      '   ~ research: p95 12.0 ms, limit < 1 500 ms: too few samples',
    ],
    [
      'no value',
      { outcome: 'inconclusive', received: null },
      '   ~ research: p95 no value, limit < 1 500 ms',
    ],
  ])('%s', ([, check, expected]) => {
    expect(line(check)).toStrictEqual([expected])
  })

  test('are told of a try that was superseded, too', () => {
    const row = rowOf({ checks: [checkOf({ outcome: 'fail', received: 1904 })] }, { superseded: true })
    expect(renderDetails(row, plain)).toStrictEqual(['   ✗ research: p95 1 904 ms, limit < 1 500 ms'])
  })

  test('have the colours of their outcomes', () => {
    const checks = [
      checkOf({ outcome: 'fail', received: 1904 }),
      checkOf({ outcome: 'inconclusive', received: 12 }),
    ]
    expect(renderDetails(rowOf({ checks }), tags)).toStrictEqual([
      '   <red>✗</red> research: p95 1 904 ms, limit < 1 500 ms',
      '   <yellow>~</yellow> research: p95 12.0 ms, limit < 1 500 ms',
    ])
  })
})

describe('renderDetails: notes', () => {
  const notes = [
    'a stall of 500 ms is in one sample only.',
    'each sample is the mean of\u001B[1m 20 iterations.',
  ]

  test('come after the limits, a line each', () => {
    const checks = [checkOf({ outcome: 'fail', received: 1904 })]
    expect(renderDetails(rowOf({ notes, checks }), plain)).toStrictEqual([
      '   ✗ research: p95 1 904 ms, limit < 1 500 ms',
      '   ! research: a stall of 500 ms is in one sample only.',
      '   ! research: each sample is the mean of 20 iterations.',
    ])
  })

  test('tell how many arrivals were turned away', () => {
    expect(renderDetails(rowOf({ dropped: 1_200 }), plain)).toStrictEqual([
      '   ! research: 1 200 arrivals were turned away, because `maxInFlight` iterations were running.',
    ])
    expect(renderDetails(rowOf({ dropped: 1 }), plain)).toStrictEqual([
      '   ! research: 1 arrival was turned away, because `maxInFlight` iterations were running.',
    ])
  })

  test('are left out of a try that was superseded', () => {
    expect(renderDetails(rowOf({ notes, dropped: 3 }, { superseded: true }), plain)).toStrictEqual([])
  })

  test('have a yellow mark', () => {
    expect(renderDetails(rowOf({ dropped: 1 }), tags)[0]).toMatch(
      /^ {3}<yellow>!<\/yellow> research: 1 arrival/,
    )
  })
})

describe('renderFlaky', () => {
  const broken = tryOf([recordOf({ checks: [checkOf({ outcome: 'fail' })] })])
  const kept = recordOf({ checks: [checkOf()] })

  test('says nothing of a test that was not tried again', () => {
    expect(renderFlaky(testOf('test', tryOf([kept])), plain)).toStrictEqual([])
  })

  test('names the limit, and the try that kept it', () => {
    expect(renderFlaky(testOf('test', broken, tryOf([kept], { retry: 1 })), plain)).toStrictEqual([
      '   ! research: p95 is flaky: its limit was broken at first, and not in the first retry',
    ])
    expect(
      renderFlaky(testOf('test', broken, { ...broken, retry: 1 }, tryOf([kept], { retry: 2 })), plain),
    ).toStrictEqual(['   ! research: p95 is flaky: its limit was broken at first, and not in retry 2'])
  })

  test('has a yellow mark, and lets no control characters through', () => {
    const named = { name: 'red\u001B[31m\nname' }
    const tries = [
      tryOf([recordOf({ ...named, checks: [checkOf({ outcome: 'fail' })] })]),
      tryOf([recordOf({ ...named, checks: [checkOf()] })], { retry: 1 }),
    ]
    expect(renderFlaky(testOf('test', ...tries), tags)).toStrictEqual([
      '   <yellow>!</yellow> red name: p95 is flaky: its limit was broken at first, and not in the first retry',
    ])
  })
})

describe('renderDetails: files', () => {
  const files = [
    { kind: 'cpu profile', path: '.vitest/skillperf/profiles/a.cpuprofile' },
    { kind: 'trace', path: '.vitest/skillperf/profiles/a.trace.json' },
  ] as const

  test('each is named with its path', () => {
    expect(renderDetails(rowOf({ files }), plain)).toStrictEqual([
      '   · research: cpu profile .vitest/skillperf/profiles/a.cpuprofile',
      '   · research: trace .vitest/skillperf/profiles/a.trace.json',
    ])
  })

  test('on a virtual clock the CPU profile is said to be of real time', () => {
    expect(renderDetails(rowOf({ files, clock: 'virtual' }), plain)).toStrictEqual([
      '   · research: cpu profile (real CPU, not virtual ms) .vitest/skillperf/profiles/a.cpuprofile',
      '   · research: trace .vitest/skillperf/profiles/a.trace.json',
    ])
  })

  test('those of a try that another one took the place of are written over', () => {
    expect(renderDetails(rowOf({ files }, { superseded: true }), plain)).toStrictEqual([])
  })
})
