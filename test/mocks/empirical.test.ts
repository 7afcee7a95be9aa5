import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { renderJson } from '../../reporters/json.ts'
import { summarize } from '../../src/core/report.ts'
import { empirical } from '../../src/mocks/empirical.ts'
import type { EmpiricalSource } from '../../src/mocks/empirical.ts'
import { codec } from '../helpers/codec.ts'
import { fileOf, recordOf, reportOf, testOf, tryOf } from '../helpers/measurement-record.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const folder = mkdtempSync(join(tmpdir(), 'skillperf-empirical-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const HAR = {
  log: {
    entries: [100, 300, 200].map((time) => ({
      time,
      request: { url: 'https://search.example/' },
      response: { status: 200 },
    })),
  },
}
const spans = (...ms: readonly number[]) => ({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: ms.map((one) => ({
            name: 'search',
            startTimeUnixNano: '1',
            endTimeUnixNano: `${one * 1e6 + 1}`,
          })),
        },
      ],
    },
  ],
})
// Values that a histogram keeps exactly.
const HISTOGRAM = codec.encode([100, 200, 300])
const HLOG = `#[a log]\n0,1,2,${HISTOGRAM}\n`
const measured = [
  fileOf([
    testOf('test', tryOf([recordOf({ histogramNs: codec.encode([100, 200, 300].map((ms) => ms * 1e6)) })])),
  ]),
]
const REPORT = reportOf(measured, summarize(measured))

const hlogFile = file('production.hlog', HLOG)
const harFile = file('production.har', `\uFEFF${JSON.stringify(HAR)}`)
const otlpFile = file('traces.json', JSON.stringify(spans(100, 200, 300), undefined, 2))
const otlpLines = file('traces.jsonl', `${JSON.stringify(spans(100))}\n${JSON.stringify(spans(200, 300))}\n`)
const reportFile = file('report.json', renderJson(REPORT))

describe('empirical', () => {
  test.for<[string, EmpiricalSource]>([
    ['samples', [300, 100, 200]],
    ['samples of a measurement', Float64Array.of(300, 100, 200)],
    ['a histogram', { hdr: HISTOGRAM, unit: 'ms' }],
    ['a log of histograms', { hlog: HLOG, unit: 'ms' }],
    ['its file', { hlog: hlogFile, unit: 'ms' }],
    ['its URL', { hlog: pathToFileURL(hlogFile), unit: 'ms' }],
    ['a HAR', { har: HAR }],
    ['its file, with a byte order mark', { har: harFile, url: 'search.example' }],
    ['its URL', { har: pathToFileURL(harFile), url: /^https:/ }],
    ['spans', { otlp: spans(100, 200, 300) }],
    ['their file', { otlp: otlpFile, span: 'search' }],
    ['their file, of a line for each export', { otlp: otlpLines }],
    ['a report', { report: REPORT }],
    ['its file', { report: reportFile, measurement: 'research', test: 'test' }],
  ])('draws %s again', ([, source]) => {
    const model = empirical(source)
    // A report's histogram counts ns, and keeps them to 0.1 %.
    for (const [draw, ms] of [
      [0, 100],
      [0.4, 200],
      [0.99, 300],
    ] as const) {
      expect(Math.abs(model(() => draw) / ms - 1)).toBeLessThanOrEqual(0.001)
    }
    expect(model.description).toMatch(/^empirical\(3 samples, p50 200 ms, p95 300 ms\)$/)
  })

  const fix =
    "Write empirical({ har: 'production.har' }), or one of hdr, hlog, otlp and report; or an array of ms."
  const oneOf = 'empirical(source): a source has exactly one of hdr, hlog, har, otlp, report, received'
  const paths = `Paths are relative to ${process.cwd()}; new URL('./file', import.meta.url) is beside the test.`
  const cut = file('cut.har', '{ "log": ')
  const missing = 'missing.har'
  const nowhere = join(folder, 'nowhere.json')

  test.for<[string, unknown, string]>([
    [
      'a path alone',
      'production.har',
      `empirical(source): options must be a plain object, received "production.har". ${fix}`,
    ],
    ['nothing', undefined, `empirical(source): options must be a plain object, received undefined. ${fix}`],
    ['no source', { url: 'a' }, `${oneOf} an object with url. ${fix}`],
    ['two sources', { har: HAR, otlp: spans(1) }, `${oneOf} an object with har, otlp. ${fix}`],
    [
      'an option of another source',
      { har: HAR, span: 'a' },
      'empirical({ har }): unknown option `span`. Known: har, url.',
    ],
    [
      'no samples',
      [],
      'empirical([…]): an empirical latency needs at least one that was measured. Look at the source: it holds none.',
    ],
    [
      'samples below 0',
      [1, -1],
      'empirical([…]): sample 1 must be milliseconds from 0 up, received -1. Leave out what is no latency, such as calls that failed.',
    ],
    [
      'an empty histogram',
      { hdr: codec.encode([]) },
      'empirical({ hdr }): an empirical latency needs at least one that was measured. Look at the source: it holds none.',
    ],
    [
      'no histogram',
      { hdr: 5 },
      "empirical({ hdr }): `hdr` must be a text that is not empty, received 5. Write { hdr: 'HISTFAAA…' }, as reports have it.",
    ],
    [
      'no log',
      { hlog: '' },
      'empirical({ hlog }): `hlog` must be a text that is not empty, received "". Write { hlog: \'production.hlog\' }.',
    ],
    [
      'a unit that is none',
      { hdr: HISTOGRAM, unit: 'min' },
      'empirical({ hdr }): `unit` must be one of "ns", "us", "µs", "ms", "s", received "min". Write one of these, or leave `unit` out.',
    ],
    [
      'a filter that is none',
      { har: HAR, url: 5 },
      "empirical({ har }): `url` must be a text or a pattern, received 5. Write url: 'search.example', or url: /search\\.example/.",
    ],
    [
      'a name that is none',
      { otlp: spans(1), span: 5 },
      'empirical({ otlp }): `span` must be a text, received 5. Leave it out for all.',
    ],
    [
      'a missing file',
      { har: missing },
      `empirical({ har }): there is no such file, received "missing.har". ${paths}`,
    ],
    [
      'a missing log',
      { hlog: missing },
      `empirical({ hlog }): there is no such file, received "missing.har". ${paths}`,
    ],
    [
      'a missing URL',
      { report: pathToFileURL(nowhere) },
      `empirical({ report }): there is no such file, received ${JSON.stringify(nowhere)}. ${paths}`,
    ],
    [
      'a folder',
      { har: folder },
      `empirical({ har }): the file cannot be read (Error: EISDIR: illegal operation on a directory, read), received ${JSON.stringify(folder)}. ${paths}`,
    ],
    [
      'a file of something else',
      { otlp: cut },
      `empirical({ otlp }): the file is no JSON (SyntaxError: Unexpected end of JSON input), received ${JSON.stringify(cut)}. Look at the file: it may be another one, or cut off.`,
    ],
    [
      'a HAR without entries',
      { har: { log: { entries: [] } } },
      'empirical({ har }): the HAR has no entries. Record some requests first, then save it again.',
    ],
    [
      'a measurement that is not there',
      { report: reportFile, measurement: 'reserch' },
      'empirical({ report }): there is no measurement of that name, received "reserch". Did you mean "research"? Known: "research".',
    ],
  ])('refuses %s', ([, source, message]) => {
    expect(thrownBy(() => empirical(source as EmpiricalSource)).message).toBe(message)
  })
})
