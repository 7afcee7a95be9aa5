import { describe, expect, test } from 'vitest'
import { formatProfile } from '../../../src/core/trace/format-profile.ts'
import type { ProfileFormat } from '../../../src/core/trace/format-profile.ts'
import { profileReport } from '../../../src/core/trace/profile-report.ts'
import type { Spans } from '../../../src/core/trace/spans.ts'
import { NO_SPANS } from '../../../src/core/trace/spans.ts'
import { range } from '../../helpers/measurement-of.ts'
import type { GivenSpan } from '../../helpers/spans-of.ts'
import { given, spansOf } from '../../helpers/spans-of.ts'

function printed(spans: Spans, format?: ProfileFormat, clock: 'real' | 'virtual' = 'virtual'): string {
  return formatProfile(profileReport(spans, { name: 'research', clock }), format)
}

/** Searches, then fetches two pages at once and asks a model; the later iterations ask it for longer. */
const research = spansOf(
  range(0, 19).map((i) => ({
    ms: 400 + i,
    spans: [
      given('web_search', 0, 100),
      given('fetch_page', 100, 150, { failed: i === 7 }),
      given('fetch_page', 100, 160),
      given('ask', 160, 390 + i, { within: [given('llm', 170, 390 + i)] }),
    ],
  })),
)

describe('formatProfile', () => {
  test('table, bottleneck, two waterfalls', () => {
    expect(printed(research)).toMatchInlineSnapshot(`
      "research   virtual ms · 20 iterations · 120 spans

        operation   count  per iteration  total   self  mean   p50   p95   max  critical path  errors
        llm            20              1  4 590  4 590   230   230   239   239           56 %       0
        web_search     20              1  2 000  2 000   100   100   100   100           24 %       0
        fetch_page     40              2  2 200  2 200  55.0  55.0  60.0  60.0           15 %       1
        research       20              1  8 190    200   410   410   419   419          2.4 %       0
        ask            20              1  4 790    200   240   240   249   249          2.4 %       0

      Bottleneck: llm, 56 % of the critical path (20 × 230 ms of its own).
      Parallelism: 1.12 ms of work for each ms that passed; of fetch_page up to 2 ran at once.

      Median, iteration 9: 409 virtual ms
        research      ██████████████████████████████████████████████████████████████████████████████  409
          web_search  ███████████████████                                                             100
          fetch_page                     ██████████                                                   50.0
          fetch_page                     ████████████                                                 60.0
          ask                                        █████████████████████████████████████████████    239
            llm                                       ████████████████████████████████████████████    229

      Slowest, iteration 19: 419 virtual ms
        research      ██████████████████████████████████████████████████████████████████████████████  419
          web_search  ███████████████████                                                             100
          fetch_page                     █████████                                                    50.0
          fetch_page                     ███████████                                                  60.0
          ask                                       ██████████████████████████████████████████████    249
            llm                                       ████████████████████████████████████████████    239"
    `)
  })

  test('of one iteration there is one waterfall; a few spans have no p95; the clock is named', () => {
    expect(printed(spansOf([{ ms: 12.5, spans: [given('parse', 1, 3)] }]), { columns: 60 }, 'real'))
      .toMatchInlineSnapshot(`
        "research   real ms · 1 iteration · 2 spans

          operation  count  per iteration  total  self  mean  p50  p95   max  critical path  errors
          research       1              1   12.5  10.5  12.5    —    —  12.5           84 %       0
          parse          1              1   2.00  2.00  2.00    —    —  2.00           16 %       0

        Bottleneck: research, 84 % of the critical path, in its own code and in waits that no span tells of (1 × 10.5 ms of its own).
        Parallelism: none, one thing ran after the other.

        Median and slowest, iteration 0: 12.5 real ms
          research  ██████████████████████████████████████████  12.5
            parse      ███████                                  2.00"
      `)
  })

  test('spans that failed, that nobody ended, that went on for longer, that took no time', () => {
    const spans = spansOf([
      {
        ms: 100,
        spans: [
          given('fails', 0, 40, { failed: true }),
          given('never ended', 50, 100, { cut: true }),
          given('goes on', 80, 200),
          given('at once', 60, 60),
        ],
      },
    ])
    expect(printed(spans, { columns: 60 })).toMatchInlineSnapshot(`
      "research   virtual ms · 1 iteration · 5 spans

        operation    count  per iteration  total  self  mean  p50  p95   max  critical path  errors
        research         1              1    100  10.0   100    —    —   100           60 %       0
        fails            1              1   40.0  40.0  40.0    —    —  40.0           40 %       1
        goes on          1              1    120   120   120    —    —   120            0 %       0
        never ended      1              1   50.0  50.0  50.0    —    —  50.0            0 %       0
        at once          1              1      0     0     0    —    —     0            0 %       0

      Bottleneck: research, 60 % of the critical path, in its own code and in waits that no span tells of (1 × 10.0 ms of its own).
      Parallelism: 2.20 ms of work for each ms that passed.

      Median and slowest, iteration 0: 100 virtual ms
        research       ███████████████████████████████████  100
          fails        ██████████████                       40.0 ✗
          never ended                    █████████████████  50.0 …
          at once                           ▏               0
          goes on                                  ██████›  120"
    `)
  })

  test('nothing', () => {
    expect(printed(NO_SPANS)).toMatchInlineSnapshot(`
      "research   virtual ms · 0 iterations · 0 spans

      No span was seen: open some, with span(name, fn) of skillperf/profiler, or mock its tools."
    `)
  })

  test('time in which nothing passed has no bottleneck', () => {
    expect(printed(spansOf([{ ms: 0, spans: [given('a', 0, 0)] }]), { columns: 60 })).toMatchInlineSnapshot(`
      "research   virtual ms · 1 iteration · 2 spans

        operation  count  per iteration  total  self  mean  p50  p95  max  critical path  errors
        research       1              1      0     0     0    —    —    0            0 %       0
        a              1              1      0     0     0    —    —    0            0 %       0

      Parallelism: none, one thing ran after the other.

      Median and slowest, iteration 0: 0 virtual ms
        research  ▏                                              0
          a       ▏                                              0"
    `)
  })

  test('more than there is room for', () => {
    const many = spansOf([{ ms: 100, spans: range(1, 50).map((i) => given(`tool ${i}`, i, i + 1)) }])
    const lines = printed(many).split('\n')
    expect(lines.filter((line) => line.includes('more, with smaller shares'))).toStrictEqual([
      '  and 21 more, with smaller shares of the critical path',
    ])
    expect(lines.at(-1)).toBe('  and 11 shorter spans')
  })

  test('a narrow terminal, and names that are two columns a character', () => {
    const name = '文書を検索してから要約する'
    const spans = spansOf([{ ms: 100, spans: [given(name, 0, 40), given('🔍 search', 40, 100)] }])
    const lines = printed(spans, { columns: 40 }).split('\n')
    expect(lines.slice(-3).join('\n')).toMatchInlineSnapshot(`
      "  research         ███████████████  100
          文書を検索し…  ██████           40.0
          🔍 search            █████████  60.0"
    `)
  })

  test('names of spans that lie deep can be read in a narrow terminal', () => {
    const deep = (depth: number): GivenSpan =>
      given(`level ${depth}`, 0, 100, depth === 9 ? {} : { within: [deep(depth + 1)] })
    const lines = printed(spansOf([{ ms: 100, spans: [deep(1)] }]), { columns: 40 }).split('\n')
    expect(lines.slice(-10).join('\n')).toMatchInlineSnapshot(`
      "  research         ████████████████  100
          level 1        ████████████████  100
            level 2      ████████████████  100
              level 3    ████████████████  100
                level 4  ████████████████  100
                level 5  ████████████████  100
                level 6  ████████████████  100
                level 7  ████████████████  100
                level 8  ████████████████  100
                level 9  ████████████████  100"
    `)
  })

  test('names are escaped, shortened, and without secrets', () => {
    const name = `\u001B[31mGET https://user:pass@example.com/?api_key=abc123456 ${'x'.repeat(200)}`
    const text = printed(spansOf([{ ms: 10, spans: [given(name, 0, 10)] }]))
    for (const hidden of ['\u001B', 'pass', 'abc123456']) expect(text).not.toContain(hidden)
    expect(text).toContain('GET https://[redacted]@example.com/?api_key=[redacted]')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(170)
  })

  test('in colours', () => {
    const colored = printed(research, { color: true })
    expect(colored).toContain('\u001B[1mllm\u001B[22m, 56 % of the critical path')
    expect(colored).toContain('\u001B[31m1\u001B[39m')
    // oxlint-disable-next-line no-control-regex -- that is what colours are
    expect(colored.replace(/\u001B\[\d+m/g, '')).toBe(printed(research))
  })
})
