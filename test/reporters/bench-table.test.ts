import { describe, expect, test } from 'vitest'
import { renderBenchFile } from '../../reporters/bench-table.ts'
import type { BenchDetail } from '../../reporters/companions.ts'
import { createPaint } from '../../reporters/paint.ts'
import type { BenchFileReport, BenchGroup } from '../../src/core/bench-record.ts'
import { benchRecordOf } from '../helpers/bench-result-of.ts'

function fileOf(groups: readonly BenchGroup[], project = 'bench'): BenchFileReport {
  return { project, file: 'test/parse.bench.ts', groups }
}

const unknown = { p50: 2, p75: 2, p90: null, p95: null, p99: 3, p995: 3, p999: 3 }

const file = fileOf([
  {
    name: 'parsers > compared',
    benchmarks: [
      benchRecordOf({ name: 'fast', meanMs: 1 }),
      benchRecordOf({ name: 'kept', meanMs: 2, n: 64, percentilesMs: unknown, stored: true }),
      benchRecordOf({ name: 'slow', meanMs: 1_234.5, throughput: null, marginPercent: null }),
    ],
  },
  { name: 'parsers > alone', benchmarks: [benchRecordOf({ n: 12 })] },
  { name: 'parse', benchmarks: [benchRecordOf()] },
  { name: '', benchmarks: [benchRecordOf({ name: 'top', n: 1, meanMs: 0.000_134 })] },
])

function render(detail: BenchDetail, of: BenchFileReport = file): string {
  return renderBenchFile(of, detail, createPaint(false)).join('\n')
}

describe('renderBenchFile', () => {
  test('the whole table', () => {
    expect(render('whole')).toMatchInlineSnapshot(`
      "  bench  test/parse.bench.ts

         benchmark                    n   mean ms       ±    min   p50   p90   p95   p99   max  per s
         parsers > compared
           fast                   1 024      1.00  1.03 %  0.900  1.10  1.52  1.71  3.20  8.25    812  fastest
           kept (stored)             64      2.00  1.03 %  0.900  2.00     —     —     —  8.25    812
           slow                   1 024     1 235       —  0.900  1.10  1.52  1.71  3.20  8.25      —  slowest
         parsers > alone > parse     12      1.23  1.03 %  0.900  1.10  1.52     —     —  8.25    812
         parse                    1 024      1.23  1.03 %  0.900  1.10  1.52  1.71  3.20  8.25    812
         top                          1  0.000134  1.03 %  0.900     —     —     —     —  8.25    812
      "
    `)
  })

  test('beside tables of Vitest, what those leave out', () => {
    expect(render('additional')).toMatchInlineSnapshot(`
      "  bench  test/parse.bench.ts

         benchmark, ms                n   p50   p90   p95
         parsers > compared
           fast                   1 024  1.10  1.52  1.71
           kept (stored)             64  2.00     —     —
           slow                   1 024  1.10  1.52  1.71
         parsers > alone > parse     12  1.10  1.52     —
         parse                    1 024  1.10  1.52  1.71
         top                          1     —     —     —
      "
    `)
  })

  test('at the top of a file of Vitest 4, without a heading', () => {
    const benchmarks = [benchRecordOf({ name: 'a' }), benchRecordOf({ name: 'b' })]
    expect(render('additional', fileOf([{ name: '', benchmarks }], ''))).toMatchInlineSnapshot(`
      " test/parse.bench.ts

         benchmark, ms      n   p50   p90   p95
         a              1 024  1.10  1.52  1.71
         b              1 024  1.10  1.52  1.71
      "
    `)
  })

  test('lets no control characters of names through, and cuts names of a paragraph', () => {
    const name = `red\u001B[31m\n${'x'.repeat(70)}`
    const group = { name, benchmarks: [benchRecordOf({ name }), benchRecordOf({ name })] }
    const text = render('whole', { ...fileOf([group], 'pro\u0007ject'), file: 'a\u001B.bench.ts' })
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    expect(text).toContain(`\n   red ${'x'.repeat(55)}…\n     red ${'x'.repeat(55)}…  `)
  })

  test('colours who is fastest', () => {
    const tags = (style: string, text: string): string => `<${style}>${text}</${style}>`
    const places = renderBenchFile(file, 'whole', tags).flatMap(
      (line) => /<\w+>\w+est<.*/.exec(line)?.[0] ?? [],
    )
    expect(places).toStrictEqual(['<green>fastest</green>', '<dim>slowest</dim>'])
  })
})
