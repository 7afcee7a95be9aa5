import { describe, expect, test } from 'vitest'
import { describeTry, listRows } from '../../reporters/rows.ts'
import type { Row } from '../../reporters/rows.ts'
import type { SeriesRecord } from '../../src/core/seen-record.ts'
import type { MeasurementRecord } from '../../src/core/wire.ts'
import { checkOf, recordOf, testOf, tryOf } from '../helpers/measurement-record.ts'

const firstItem: SeriesRecord = {
  n: 290,
  minMs: 1,
  meanMs: 20,
  maxMs: 50,
  percentilesMs: { p50: 19, p75: 25, p90: 30, p95: 35, p99: 40, p999: 50 },
}
const labels = (rows: readonly Row[]): string[] => rows.map(({ label }) => label)

describe('listRows', () => {
  test('has none without tests', () => {
    expect(listRows([])).toStrictEqual([])
  })

  test('has one for each measurement, in order', () => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) => recordOf({ name }))
    if (one === undefined || two === undefined || three === undefined) throw new Error('unreachable')
    const tests = [testOf('suite > a', tryOf([one, two])), testOf('suite > b', tryOf([three]))]
    expect(listRows(tests)).toStrictEqual(
      [one, two, three].map((measurement) => ({
        label: measurement.name,
        measurement,
        series: measurement,
        view: undefined,
        superseded: false,
      })),
    )
  })

  test('has one more for the time to the first item, of its own figures', () => {
    const measurement = recordOf({ firstItem })
    expect(listRows([testOf('a', tryOf([measurement]))])).toStrictEqual([
      { label: 'research', measurement, series: measurement, view: undefined, superseded: false },
      {
        label: 'research · first item',
        measurement,
        series: firstItem,
        view: 'first item',
        superseded: false,
      },
    ])
  })

  test('has one for the time to the first token, and for views that a limit is on', () => {
    const none = { total: 0, perIteration: { min: 0, mean: 0, max: 0, worst: null } }
    const llm = {
      calls: 290,
      models: [],
      tokens: { in: none, out: none, total: none },
      'gen_ai.server.time_to_first_token': firstItem,
      'gen_ai.server.time_per_output_token': firstItem,
      interTokenLatency: firstItem,
      tokensPerSecond: null,
      goodput: null,
      sloAttainment: null,
    }
    const views = (record: MeasurementRecord): (string | undefined)[] =>
      listRows([testOf('a', tryOf([record]))]).map(({ view }) => view)
    expect(views(recordOf({ llm }))).toStrictEqual([undefined, 'TTFT'])
    const checks = [checkOf({ view: 'time per output token' }), checkOf({ view: 'inter-token latency' })]
    expect(views(recordOf({ llm, checks, firstItem }))).toStrictEqual([
      undefined,
      'first item',
      'TTFT',
      'inter-token latency',
      'time per output token',
    ])
    // A limit on what there is nothing of is told below the table.
    const silent = { ...llm, 'gen_ai.server.time_to_first_token': null, interTokenLatency: null }
    expect(views(recordOf({ llm: silent, checks }))).toStrictEqual([undefined, 'time per output token'])
  })

  test('tells the tries apart, and which of them were superseded', () => {
    const tries = [
      tryOf([recordOf()]),
      tryOf([recordOf({ firstItem })], { retry: 1 }),
      tryOf([recordOf()], { repeat: 1 }),
      tryOf([recordOf()], { repeat: 1, retry: 1 }),
    ]
    const rows = listRows([testOf('flaky', ...tries)])
    expect(rows.map(({ label, superseded }) => [label, superseded])).toStrictEqual([
      ['research', true],
      ['research (retry 1)', false],
      ['research (retry 1) · first item', false],
      ['research (repeat 1)', true],
      ['research (repeat 1, retry 1)', false],
    ])
  })

  test("adds the test's name where another test has measured something of the same name", () => {
    const rows = listRows([
      testOf('suite > one', tryOf([recordOf({ firstItem }), recordOf({ name: 'alone' })])),
      testOf('suite > two', tryOf([recordOf()])),
    ])
    expect(labels(rows)).toStrictEqual([
      'suite > one > research',
      'suite > one > research · first item',
      'alone',
      'suite > two > research',
    ])
  })

  test("does not add a name that is the measurement's own", () => {
    const rows = listRows([testOf('research', tryOf([recordOf()])), testOf('other', tryOf([recordOf()]))])
    expect(labels(rows)).toStrictEqual(['research', 'other > research'])
  })

  test('cuts long names between characters, and not what tells tries apart', () => {
    const tries = [
      tryOf([recordOf({ name: '🚀'.repeat(70) })]),
      tryOf([recordOf({ name: 'a'.repeat(61) })], { retry: 1 }),
    ]
    expect(labels(listRows([testOf('test', ...tries)]))).toStrictEqual([
      `${'🚀'.repeat(29)}…`,
      `${'a'.repeat(59)}… (retry 1)`,
    ])
    expect(labels(listRows([testOf('test', tryOf([recordOf({ name: 'a'.repeat(60) })]))]))).toStrictEqual([
      'a'.repeat(60),
    ])
  })

  test('lets no control characters of names through', () => {
    const rows = listRows([testOf('test', tryOf([recordOf({ name: 'red\u001B[31m\nname' })]))])
    expect(labels(rows)).toStrictEqual(['red name'])
  })
})

describe('describeTry', () => {
  test.for([
    [0, 0, ''],
    [1, 0, ' (retry 1)'],
    [0, 2, ' (repeat 2)'],
    [3, 2, ' (repeat 2, retry 3)'],
  ] as const)('retry %d, repeat %d: %o', ([retry, repeat, text]) => {
    expect(describeTry(tryOf([], { retry, repeat }))).toBe(text)
  })
})
