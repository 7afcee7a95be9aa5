// Our own benchmarks: `npm run bench -- NAME`.
import { createPaint } from '../reporters/paint.ts'
import { wantsColors } from '../src/core/wants-colors.ts'
import { readArguments } from './arguments.ts'
import { baseline } from './baseline.ts'
import type { Benchmark, RunOptions } from './benchmark.ts'
import { judgeFindings } from './goals.ts'
import { leaks } from './leaks.ts'
import { network } from './network.ts'
import { overhead } from './overhead.ts'
import { showProgress } from './progress.ts'
import { regression } from './regression.ts'
import { spans } from './spans.ts'
import { startup } from './startup.ts'
import { renderFindings } from './table.ts'
import { verdict } from './verdict.ts'
import { virtual } from './virtual.ts'

const BENCHMARKS: readonly Benchmark[] = [
  baseline,
  leaks,
  network,
  overhead,
  regression,
  spans,
  startup,
  verdict,
  virtual,
]

const HELP = `Usage: npm run bench -- NAME [--json] [--check] [--quick] [--data FILE]

Runs one of skillperf's own benchmarks, beside its peer in the same run.

  --json   print JSON, and nothing else
  --check  exit with 1 when a goal is missed; goals stand in bench/goals.ts
  --help   print this

Of benchmarks that keep what they record, and go on from there (${listKeeping()}):

  --quick      record less, for a first look
  --data FILE  keep it there, and not in node_modules/.cache/skillperf-bench/

Benchmarks:
${listBenchmarks()}`

const request = readArguments(
  process.argv.slice(2),
  BENCHMARKS.map(({ name }) => name),
  BENCHMARKS.filter(({ keepsData }) => keepsData).map(({ name }) => name),
)
switch (request.kind) {
  case 'help':
    console.log(HELP)
    break
  case 'list':
    console.log(listBenchmarks())
    break
  case 'misuse':
    console.error(`bench: ${request.message}`)
    process.exitCode = 2
    break
  case 'run': {
    const benchmark = BENCHMARKS.find(({ name }) => name === request.name)
    if (benchmark !== undefined) await runBenchmark(benchmark, request)
  }
}

function listKeeping(): string {
  return BENCHMARKS.filter(({ keepsData }) => keepsData)
    .map(({ name }) => name)
    .join(', ')
}

function listBenchmarks(): string {
  const width = Math.max(...BENCHMARKS.map(({ name }) => name.length))
  return BENCHMARKS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')
}

async function runBenchmark(
  benchmark: Benchmark,
  { json, check, ...options }: RunOptions & { readonly json: boolean; readonly check: boolean },
): Promise<void> {
  const progress = showProgress(benchmark.name, process.stderr)
  const findings = await benchmark.run((text) => progress.tell(text), options).finally(() => progress.end())
  const judgements = judgeFindings(benchmark.name, findings)
  if (json) {
    const rows = findings.rows.map((row, index) => ({ ...row, ...judgements[index] }))
    console.log(JSON.stringify({ benchmark: benchmark.name, ...findings, rows }, undefined, 2))
  } else {
    const paint = createPaint(wantsColors(process.env, process.stdout.isTTY))
    console.log(renderFindings(findings, judgements, paint).join('\n'))
  }
  if (check && judgements.some(({ met, judged }) => judged && !met)) process.exitCode = 1
}
