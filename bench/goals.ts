import { formatExact, formatNumber } from '../src/core/format.ts'
import type { Finding, Findings } from './benchmark.ts'

/**
 * What we want to keep, against the peer in the same run. `difference`: at most
 * so much more, in the findings' unit, or that share of the work, whichever is
 * more. `ratio`: at most so many times as much. `at most` and `at least`: a share
 * of our verdicts, whatever the peer's is. `aim`: an absolute figure, which is
 * printed and not judged, because it is the machine's, too.
 */
export type Goal =
  | { readonly kind: 'difference'; readonly most: number; readonly shareOfWork: number }
  | { readonly kind: 'ratio'; readonly most: number }
  | { readonly kind: 'at most' | 'at least'; readonly percent: number }
  | { readonly kind: 'aim'; readonly most: number }

/** The goals of all benchmarks. A missed one is repaired in the code, never here. */
export const GOALS: Readonly<Record<string, Goal>> = {
  /** A baseline of 5 000 entries, checked, compared and brought to the disk, beside plain JSON of the same file. */
  'baseline: beside JSON': { kind: 'ratio', most: 4 },
  /** In ms. */
  'baseline: time': { kind: 'aim', most: 300 },
  /** Functions that keep nothing are not accused, in each pool. */
  'leaks: false alarms': { kind: 'at most', percent: 0.7 },
  /** Those that leak are: of all together, and of each 28 times in 30. */
  'leaks: misses': { kind: 'at most', percent: 0.7 },
  'leaks: misses of a case': { kind: 'at most', percent: 6.7 },
  'leaks: smallest leak': { kind: 'at least', percent: 100 },
  /** In s, where nothing leaks. */
  'leaks: median time': { kind: 'aim', most: 0.6 },
  'leaks: p95 of the time': { kind: 'aim', most: 3 },
  /** CPU time of a mocked request, beside msw's own server. */
  network: { kind: 'ratio', most: 0.3 },
  /** The cost of each iteration, beside tinybench: 30 ns, or 1 % of the function. */
  overhead: { kind: 'difference', most: 30, shareOfWork: 0.01 },
  /** CPU time of a span that somebody listens to, beside OpenTelemetry's SDK. */
  'spans: beside OpenTelemetry': { kind: 'ratio', most: 0.3 },
  /** Real times that have not changed are not taken for slower: of all workloads together, and of each. */
  'regression: false alarms': { kind: 'at most', percent: 0.5 },
  'regression: false alarms of a workload': { kind: 'at most', percent: 1 },
  /** Those that have are. */
  'regression: 10 % slower': { kind: 'at least', percent: 90 },
  'regression: 20 % slower': { kind: 'at least', percent: 99 },
  /** In s, of the measurement and of fresh processes where it took some. */
  'regression: time of a pass': { kind: 'aim', most: 1.5 },
  /** In ns, beyond the function itself. */
  'spans: active': { kind: 'aim', most: 600 },
  'spans: inactive': { kind: 'aim', most: 60 },
  /** Of a span among 10⁷, beside one among 10⁴: a machine's caches may tell. */
  'spans: growth': { kind: 'ratio', most: 1.25 },
  /** CPU time of a run of test files that measure nothing, beside the same run without us. */
  startup: { kind: 'ratio', most: 1.07 },
  /** Code that keeps its bound is not accused. */
  'verdict: false fails': { kind: 'at most', percent: 0.5 },
  /** Code that is 30 % over its bound is. */
  'verdict: fails over the bound': { kind: 'at least', percent: 95 },
  /** CPU time of a virtual iteration, in ms. */
  'virtual: plain stubs': { kind: 'aim', most: 0.1 },
  'virtual: mocked fetch': { kind: 'aim', most: 1 },
  /** Beside Vitest's fake timers with msw's own server: a third of the CPU time. */
  'virtual: mocked fetch beside msw': { kind: 'ratio', most: 1 / 3 },
  /** Beside waiting in real time: 300 times as fast. */
  'virtual: beside sleeping': { kind: 'ratio', most: 1 / 300 },
}

/** Whether a row has kept its goal. */
export interface Judgement {
  /** The goal as a table shows it: `≤ +30 ns`, `≤ 1.07 ×`. */
  readonly goal: string
  readonly met: boolean
  /** False where it is only printed. */
  readonly judged: boolean
}

/** Judges one row. A figure that is none meets nothing. */
export function judgeRow(
  goal: Goal,
  { work = 0, ours, ratio, difference }: Finding,
  unit: string,
): Judgement {
  switch (goal.kind) {
    case 'at most':
      return { goal: `≤ ${formatExact(goal.percent)} %`, met: ours <= goal.percent, judged: true }
    case 'at least':
      return { goal: `≥ ${formatExact(goal.percent)} %`, met: ours >= goal.percent, judged: true }
    case 'ratio':
      return { goal: `≤ ${formatNumber(goal.most)} ×`, met: ratio <= goal.most, judged: true }
    case 'aim':
      return { goal: `≤ ${formatNumber(goal.most)} ${unit}`, met: ours <= goal.most, judged: false }
    case 'difference':
      break
  }
  const most = Math.max(goal.most, goal.shareOfWork * work)
  return { goal: `≤ +${formatNumber(most)} ${unit}`, met: difference <= most, judged: true }
}

/**
 * Judges all rows of a benchmark, in their order.
 *
 * @throws when there is no such goal
 */
export function judgeFindings(
  benchmark: string,
  { rows, unit }: Findings,
  goals: Readonly<Record<string, Goal>> = GOALS,
): readonly Judgement[] {
  return rows.map((row) => {
    const name = row.goal ?? benchmark
    const goal = goals[name]
    if (goal === undefined) throw new Error(`bench/goals.ts has no goal "${name}"`)
    return judgeRow(goal, row, row.unit ?? unit)
  })
}
