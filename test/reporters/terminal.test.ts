import { describe, expect, test } from 'vitest'
import { createPaint } from '../../reporters/paint.ts'
import { renderTerminal } from '../../reporters/terminal.ts'
import { summarize } from '../../src/core/report.ts'
import type { FileReport } from '../../src/core/report.ts'
import type { CheckRecord } from '../../src/core/wire.ts'
import { benchRecordOf } from '../helpers/bench-result-of.ts'
import { checkOf, fileOf, recordOf, reportOf, testOf, tryOf } from '../helpers/measurement-record.ts'

const plain = createPaint(false)

function render(files: readonly FileReport[], notes: readonly string[] = [], json?: string): string {
  return renderTerminal(reportOf(files, summarize(files), notes), plain, json).join('\n')
}

/** The lines below the table of one measurement with these checks. */
function details(...checks: readonly CheckRecord[]): string[] {
  const file = fileOf([testOf('test', tryOf([recordOf({ checks })]))])
  return render([file])
    .split('\n')
    .filter((line) => line.startsWith('   ') && line.includes(', limit '))
}

describe('renderTerminal', () => {
  test('says what the modules of a file took to load', () => {
    const loads = [{ module: 'src/research.ts', selfMs: 31, totalMs: 412 }]
    const file = { ...fileOf([testOf('test', tryOf([recordOf()]))]), loads }
    expect(render([file])).toContain('\n   · Skill load: src/research.ts 412 ms (itself 31.0)\n')
    expect(render([fileOf([testOf('test', tryOf([recordOf()]))])])).not.toContain('Skill load')
  })

  test('prints a table a file, what was not kept, and what it comes to', () => {
    const files = [
      fileOf(
        [
          testOf(
            'research skill > answers',
            tryOf([
              recordOf({ checks: [checkOf(), checkOf({ statistic: 'max', limit: 3000, received: 811 })] }),
            ]),
          ),
          testOf(
            'research skill > is slow',
            tryOf([
              recordOf({
                name: 'slow',
                n: 1200,
                errors: 3,
                throughput: 0.5,
                meanMs: 1904.4,
                percentilesMs: { p50: 1900, p75: 1950, p90: 1990, p95: 2001.2, p99: 2100, p999: 2200 },
                bins: [3, 0, 9],
                checks: [
                  checkOf({ received: 2001.2, outcome: 'fail' }),
                  checkOf({
                    statistic: 'throughput',
                    bound: 'above',
                    unit: '/s',
                    limit: 2,
                    received: 0.5,
                    outcome: 'fail',
                    source: 'options',
                  }),
                ],
              }),
            ]),
          ),
        ],
        { project: 'node' },
      ),
      fileOf(
        [
          testOf(
            'empty',
            tryOf([
              recordOf({
                name: 'empty',
                n: 0,
                errors: 2,
                errorRate: 1,
                throughput: null,
                meanMs: null,
                percentilesMs: { p50: null, p75: null, p90: null, p95: null, p99: null, p999: null },
                bins: [],
                checks: [
                  checkOf({
                    received: null,
                    outcome: 'inconclusive',
                    source: 'options',
                    reason:
                      '"empty" has no samples: all 2 iterations failed. Repair the first error, shown as the cause.',
                  }),
                ],
              }),
            ]),
          ),
        ],
        { file: 'test/b.test.ts' },
      ),
    ]
    expect(render(files, ['the browser project "web" was left alone'], 'out/report.json'))
      .toMatchInlineSnapshot(`
      "
        node  test/research.test.ts

         measurement  clock      n  mean ms    p50    p95    p99  per s  errors  SLA                 distribution
         research     real     300      415    412    640    703   2.41       0  ✓ p95 ✓ max         ▂▅█▃▁▂
         slow         real   1 200    1 904  1 900  2 001  2 100  0.500       3  ✗ p95 ✗ throughput  ▃▁█
         ✗ slow: p95 2 001 ms, limit < 1 500 ms
         ✗ slow: throughput 0.500 /s, limit > 2 /s (inherited from the options)


       test/b.test.ts

         measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA    distribution
         empty        real   0        —    —    —    —      —       2  ~ p95
         ~ empty: p95 no value, limit < 1 500 ms (inherited from the options): "empty" has no samples: all 2 iterations failed. Repair the first error, shown as the cause.

      Measurements  3 in 2 files, 1 505 iterations, 5 failed
               SLA  2 failed | 2 passed | 1 inconclusive
            Report  out/report.json
       note  the browser project "web" was left alone
      "
    `)
  })

  test('tells what language models did, and how limits on counts were kept', () => {
    const ttft = {
      n: 300,
      minMs: 200,
      meanMs: 310,
      maxMs: 900,
      percentilesMs: { p50: 300, p75: 350, p90: 500, p95: 700, p99: 850, p999: 900 },
    }
    const none = { total: 0, perIteration: { min: 0, mean: 0, max: 0, worst: null } }
    const tokens = { total: 30_000, perIteration: { min: 100, mean: 100, max: 100, worst: 0 } }
    const measurement = recordOf({
      calls: [
        {
          name: 'llm',
          total: 330,
          perIteration: { min: 1, mean: 1.1, max: 2, worst: 7 },
          atOnce: 1,
          meanMs: 400,
          errors: 30,
          retries: 30,
          bytes: { sent: 1, received: 1 },
        },
      ],
      seen: {
        retries: { ...none, total: 30 },
        repeats: none,
        serialDepth: { ...none, chain: [] },
        caches: [],
      },
      llm: {
        calls: 330,
        models: [],
        tokens: { in: tokens, out: tokens, total: tokens },
        'gen_ai.server.time_to_first_token': ttft,
        'gen_ai.server.time_per_output_token': ttft,
        interTokenLatency: ttft,
        tokensPerSecond: 60,
        goodput: null,
        sloAttainment: null,
      },
      checks: [
        checkOf(),
        checkOf({ view: 'TTFT', limit: 800, received: 700 }),
        checkOf({ view: 'inter-token latency', limit: 5, received: 700, outcome: 'fail' }),
        checkOf({
          statistic: 'calls llm',
          bound: 'at most',
          unit: 'calls',
          limit: 1,
          received: 2,
          outcome: 'fail',
        }),
        checkOf({
          statistic: 'tokens',
          bound: 'at most',
          unit: 'tokens',
          limit: 100,
          received: 200,
          negated: true,
        }),
        checkOf({
          statistic: 'cost',
          bound: 'at most',
          unit: '$',
          limit: 0.02,
          received: 0.0312,
          outcome: 'fail',
        }),
        checkOf({
          statistic: 'hit rate redis',
          bound: 'above',
          unit: '',
          limit: 0.8,
          received: 0.67,
          outcome: 'fail',
        }),
      ],
    })
    const file = fileOf([testOf('test', tryOf([measurement]))])
    expect(render([file])).toMatchInlineSnapshot(`
      "
       test/research.test.ts

         measurement                     clock    n  mean ms  p50  p95  p99  per s  errors  SLA                                                                   distribution
         research                        real   300      415  412  640  703   2.41       0  ✓ p95 ✗ calls llm ≤ 1 ✓ tokens > 100 ✗ cost ≤ $0.02 ✗ hit rate redis  ▂▅█▃▁▂
         research · TTFT                 real   300      310  300  700  850                 ✓ p95
         research · inter-token latency  real   300      310  300  700  850                 ✗ p95
         · research: llm 1.10 ×, 100 tokens in, 100 out per iteration · 30 retries · 60.0 tokens/s
         ✗ research · inter-token latency: p95 700 ms, limit < 5 ms
         ✗ research: calls llm 2, limit ≤ 1
         ✗ research: cost $0.0312, limit ≤ $0.02
         ✗ research: hit rate redis 67 %, limit > 80 %

      Measurements  1 in 1 file, 300 iterations
               SLA  4 failed | 3 passed
      "
    `)
  })

  test('prints nothing without measurements', () => {
    expect(render([])).toBe('')
  })

  test('prints notes even without measurements', () => {
    expect(render([], ['something was left out'])).toBe(' note  something was left out\n')
  })

  test('prints benchmarks below the measurements', () => {
    const files = [fileOf([testOf('test', tryOf([recordOf()]))])]
    const benchmarks = [
      {
        project: 'bench',
        file: 'test/parse.bench.ts',
        groups: [{ name: 'parses', benchmarks: [benchRecordOf(), benchRecordOf({ name: 'slow' })] }],
      },
    ]
    const report = reportOf(files, summarize(files), [], benchmarks)
    expect(renderTerminal(report, plain, 'report.json').join('\n')).toMatchInlineSnapshot(`
      "
       test/research.test.ts

         measurement  clock    n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
         research     real   300      415  412  640  703   2.41       0       ▂▅█▃▁▂


        bench  test/parse.bench.ts

         benchmark      n  mean ms       ±    min   p50   p90   p95   p99   max  per s
         parses
           parse    1 024     1.23  1.03 %  0.900  1.10  1.52  1.71  3.20  8.25    812  fastest
           slow     1 024     1.23  1.03 %  0.900  1.10  1.52  1.71  3.20  8.25    812

      Measurements  1 in 1 file, 300 iterations
               SLA  no limits
        Benchmarks  2 in 1 file
            Report  report.json
      "
    `)
    const alone = renderTerminal({ ...report, files: [] }, plain, 'report.json', 'additional')
    expect(alone.join('\n')).toMatchInlineSnapshot(`
      "
        bench  test/parse.bench.ts

         benchmark, ms      n   p50   p90   p95
         parses
           parse        1 024  1.10  1.52  1.71
           slow         1 024  1.10  1.52  1.71

        Benchmarks  2 in 1 file
            Report  report.json
      "
    `)
  })

  test('says when there are no limits', () => {
    const summary = render([fileOf([testOf('test', tryOf([recordOf()]))])])
      .split('\n')
      .slice(-3)
      .join('\n')
    expect(summary).toBe('Measurements  1 in 1 file, 300 iterations\n         SLA  no limits\n')
  })

  test('tells tries apart, and counts the last ones alone', () => {
    const file = fileOf([
      testOf(
        'flaky',
        tryOf([recordOf({ checks: [checkOf({ outcome: 'fail', received: 2000 })] })]),
        tryOf([recordOf({ checks: [checkOf()] })], { retry: 1 }),
        tryOf([recordOf()], { repeat: 1 }),
        tryOf([recordOf()], { repeat: 1, retry: 1 }),
      ),
    ])
    const text = render([file])
    const labels = text.split('\n').map((line) => /^ {3}(research.*?) +real /.exec(line)?.[1])
    expect(labels.filter((label) => label !== undefined)).toStrictEqual([
      'research',
      'research (retry 1)',
      'research (repeat 1)',
      'research (repeat 1, retry 1)',
    ])
    expect(text).toContain('Measurements  2 in 1 file, 600 iterations\n         SLA  1 passed | 1 flaky')
    expect(text).toContain(
      '   ! research: p95 is flaky: its limit was broken at first, and not in the first retry\n',
    )
  })

  test("names a measurement by its test, too, where another test's has the same name", () => {
    const file = fileOf([
      testOf('suite > one', tryOf([recordOf(), recordOf({ name: 'alone' })])),
      testOf('suite > two', tryOf([recordOf()])),
    ])
    const labels = render([file])
      .split('\n')
      .map((line) => /^ {3}(\S.*?) +real /.exec(line)?.[1])
    expect(labels.filter((label) => label !== undefined)).toStrictEqual([
      'suite > one > research',
      'alone',
      'suite > two > research',
    ])
  })

  test('lets no control characters of names through', () => {
    const file = fileOf([testOf('test', tryOf([recordOf({ name: 'red\u001B[31m\nname' })]))], {
      project: 'pro\u0007ject',
      file: 'a\u001B.test.ts',
    })
    expect(render([file]).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    expect(render([file])).toContain('red name')
  })

  test.for<[string, Partial<CheckRecord>]>([
    ['a duration', { received: 1500.3, limit: 1500 }],
    ['a rate', { statistic: 'throughput', bound: 'above', unit: '/s', received: 49.96, limit: 50 }],
    ['a share', { statistic: 'error rate', unit: '', received: 0.128, limit: 0.125 }],
  ])('never shows %s that is just beyond its limit as being on it', ([, check]) => {
    const record = checkOf({ ...check, outcome: 'fail' })
    const [, figures] = (details(record)[0] ?? '').split(`${record.statistic} `)
    const [, received, limit] = /^([\d. ]+) \S+, limit [<>] ([\d. ]+) /.exec(figures ?? '') ?? []
    const parse = (text = ''): number => Number(text.replaceAll(' ', ''))
    expect(parse(received)).not.toBeNaN()
    expect(parse(received) > parse(limit)).toBe(check.bound !== 'above')
    expect(parse(received)).not.toBe(parse(limit))
  })

  test('cuts a name of a paragraph between two characters', () => {
    const files = [fileOf([testOf('test', tryOf([recordOf({ name: '🚀'.repeat(70) })]))])]
    const lines = renderTerminal(reportOf(files, summarize(files)), (_, text) => text, undefined)
    expect(lines.find((line) => line.includes('🚀'))).toMatch(new RegExp(`^ {3}${'🚀'.repeat(29)}… `))
  })

  test('colours what matters in a row', () => {
    const checks = [checkOf(), checkOf({ statistic: 'max', outcome: 'fail', received: 4000, limit: 3000 })]
    const files = [fileOf([testOf('test', tryOf([recordOf({ errors: 2, checks })]))])]
    const tags = (style: string, text: string): string => `<${style}>${text}</${style}>`
    const row = renderTerminal(reportOf(files, summarize(files)), tags, undefined).find((line) =>
      line.startsWith('   research'),
    )
    expect(row).toMatchInlineSnapshot(
      `"   research     real   300      415  412  640  703   2.41       <red>2</red>  <green>✓ p95</green> <red>✗ max</red>  <cyan>▂▅█▃▁▂</cyan>"`,
    )
  })

  test('dims a try whose place another one took', () => {
    const files = [fileOf([testOf('flaky', tryOf([recordOf()]), tryOf([recordOf()], { retry: 1 }))])]
    const tags = (style: string, text: string): string => `<${style}>${text}</${style}>`
    const row = renderTerminal(reportOf(files, summarize(files)), tags, undefined).find((line) =>
      line.includes('research<'),
    )
    expect(row).toMatchInlineSnapshot(
      `"   <dim>research</dim>            <dim>real</dim>   <dim>300</dim>      <dim>415</dim>  <dim>412</dim>  <dim>640</dim>  <dim>703</dim>   <dim>2.41</dim>       <dim>0</dim>  <dim></dim>     <dim>▂▅█▃▁▂</dim>"`,
    )
  })

  test('shows how iterations were started, in a table where that is not one at a time', () => {
    const file = fileOf([
      testOf(
        'test',
        tryOf([
          recordOf(),
          recordOf({ name: 'lanes', load: { kind: 'closed', concurrency: 1_000 } }),
          recordOf({
            name: 'arrivals',
            load: { kind: 'open', rate: 50, arrival: 'poisson', maxInFlight: 9 },
          }),
          recordOf({
            name: 'ramp',
            load: {
              kind: 'open-stages',
              stages: [
                { durationMs: 1_000, target: 50 },
                { durationMs: 1_000, target: 0 },
              ],
              arrival: 'constant',
              maxInFlight: 9,
            },
          }),
          recordOf({
            name: 'lanes in stages',
            load: { kind: 'closed-stages', stages: [{ durationMs: 1_000, target: 5 }] },
          }),
        ]),
      ),
    ])
    expect(render([file])).toMatchInlineSnapshot(`
      "
       test/research.test.ts

         measurement      clock  load                 n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
         research         real                      300      415  412  640  703   2.41       0       ▂▅█▃▁▂
         lanes            real   1 000 at once      300      415  412  640  703   2.41       0       ▂▅█▃▁▂
         arrivals         real   50/s poisson       300      415  412  640  703   2.41       0       ▂▅█▃▁▂
         ramp             real   50 → 0/s constant  300      415  412  640  703   2.41       0       ▂▅█▃▁▂
         lanes in stages  real   5 at once          300      415  412  640  703   2.41       0       ▂▅█▃▁▂

      Measurements  5 in 1 file, 1 500 iterations
               SLA  no limits
      "
    `)
  })

  test('has a row for the time to the first item, with its own figures, limits and least samples', () => {
    const file = fileOf([
      testOf(
        'test',
        tryOf([
          recordOf({
            errors: 3,
            firstItem: {
              n: 90,
              minMs: 1,
              meanMs: 20,
              maxMs: 50,
              percentilesMs: { p50: 19, p75: 25, p90: 30, p95: 35, p99: 40, p999: 50 },
            },
            checks: [
              checkOf(),
              checkOf({ view: 'first item', limit: 30, received: 35, outcome: 'fail' }),
              checkOf({ view: 'first item', statistic: 'max', limit: 60, received: 50 }),
            ],
          }),
        ]),
      ),
    ])
    expect(render([file])).toMatchInlineSnapshot(`
      "
       test/research.test.ts

         measurement            clock    n  mean ms   p50   p95  p99  per s  errors  SLA          distribution
         research               real   300      415   412   640  703   2.41       3  ✓ p95        ▂▅█▃▁▂
         research · first item  real    90     20.0  19.0  35.0    —                 ✗ p95 ✓ max
         ✗ research · first item: p95 35.0 ms, limit < 30 ms

      Measurements  1 in 1 file, 303 iterations, 3 failed
               SLA  1 failed | 2 passed
      "
    `)
  })

  test('tells below the table what a reader should know', () => {
    const file = fileOf([
      testOf(
        'test',
        tryOf([recordOf({ dropped: 2, notes: ['each sample is the mean of 20 iterations.'], batch: 20 })]),
      ),
    ])
    expect(render([file])).toMatchInlineSnapshot(`
      "
       test/research.test.ts

         measurement  clock    n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
         research     real   300      415  412  640  703   2.41       0       ▂▅█▃▁▂
         ! research: each sample is the mean of 20 iterations.
         ! research: 2 arrivals were turned away, because \`maxInFlight\` iterations were running.

      Measurements  1 in 1 file, 6 000 iterations
               SLA  no limits
      "
    `)
  })
})
