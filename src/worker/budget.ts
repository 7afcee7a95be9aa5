import { SkillperfError } from '../core/errors.ts'
import { formatNumber } from '../core/format.ts'
import { stagesMs } from '../core/load.ts'
import type { ReadMeasureOptions } from '../core/options/measure-options.ts'
import type { LoopLimits } from './load/loop.ts'

const DEFAULT_ITERATIONS = 300
/** In virtual time they cost next to nothing, and the figures are what they are. */
const VIRTUAL_ITERATIONS = 1_000
/** Until limits are decided; a p99.9 without exceedances needs 4,742. */
const MOST_UNTIL_DECIDED = 5_000
/** Without a limit of its own to decide, a measurement ends here if it has enough iterations. */
const DEFAULT_TIME_MS = 2_000
/** Enough for a p95 with a few exceedances. */
const ENOUGH_ITERATIONS = 150
/** The default warm-up runs no more than this, however fast the function is. */
const LONGEST_WARMUP = 10_000
const LONGEST_WARMUP_MS = 500
/** The default warm-up ends when it has used this share of the time. */
const WARMUP_SHARE = 0.1
/** So many iterations are enough to tell how fast the fastest is. */
const ENOUGH_TO_TELL = 5
/** The default time takes this share of what the test's timeout leaves. */
const DEFAULT_SHARE = 0.8
/** Where nobody knows a timeout, in hooks: their usual one. */
const USUAL_HOOK_TIMEOUT_MS = 10_000

/** How much a measurement may do. Times are ms from its start. */
export interface Budget {
  readonly iterations: number
  /** Start no iteration later than this; Infinity for no such limit. */
  readonly timeMs: number
  /** From here on enough iterations are enough. */
  readonly enough: LoopLimits['enough']
  /** End as soon as every limit that samples can decide is decided. */
  readonly untilDecided: boolean
  /** Give up at this point: the test's timeout is near. */
  readonly deadlineMs: number
  readonly warmup: { readonly iterations: number; readonly timeMs: number; readonly untilSteady: boolean }
  /** The user named the number of iterations, and no time: fewer are an error, not a result. */
  readonly exact: boolean
  /** The time is that of the load's stages: each gets its own, whatever the warm-up took. */
  readonly staged: boolean
  /** Neither iterations nor time were named: what is left after the warm-up is shared out anew. */
  readonly flexible: boolean
}

/** What the test leaves. */
export interface TestTime {
  /** The test's own timeout in ms; 0 or Infinity for none. */
  readonly timeoutMs: number
  /** Ms that the test has run already. */
  readonly usedMs: number
}

/** Whether samples can decide limits before the end: the measurement's own, and those that it inherits. */
export interface Decidable {
  readonly own: boolean
  readonly inherited: boolean
}

/**
 * Plans a measurement so that it ends before the test's timeout does.
 *
 * @throws SkillperfError when an asked-for `time`, or the stages, cannot fit, naming both figures
 */
export function planBudget(
  options: ReadMeasureOptions,
  decidable: Decidable,
  test: TestTime,
  place: string,
): Budget {
  if (options.clock === 'virtual') return planVirtual(options, test)
  const { leftMs, marginMs } = timeLeft(test)
  const stages = stagesMs(options.load)
  requireTime(
    stages ?? options.timeMs,
    stages === undefined ? '`time` is' : '`stages` take',
    leftMs,
    test,
    place,
  )
  const exact = options.iterations !== undefined && options.timeMs === undefined
  const timeMs =
    stages ??
    options.timeMs ??
    (exact ? Infinity : (leftMs === Infinity ? USUAL_HOOK_TIMEOUT_MS : leftMs) * DEFAULT_SHARE)
  const fixed = options.iterations !== undefined || stages !== undefined
  const untilDecided = !fixed && (decidable.own || decidable.inherited)
  const flexible = !fixed && options.timeMs === undefined
  return {
    iterations: options.iterations ?? (flexible ? defaultIterations(options, untilDecided) : Infinity),
    timeMs,
    enough:
      flexible && !decidable.own ? { timeMs: DEFAULT_TIME_MS, iterations: ENOUGH_ITERATIONS } : undefined,
    untilDecided,
    // The last iteration may start just before `timeMs`: half of the margin is for it.
    deadlineMs: leftMs + marginMs / 2,
    warmup:
      options.warmup === undefined
        ? {
            iterations: LONGEST_WARMUP,
            timeMs: Math.min(LONGEST_WARMUP_MS, Math.min(timeMs, leftMs) * WARMUP_SHARE),
            untilSteady: true,
          }
        : { iterations: options.warmup, timeMs: Infinity, untilSteady: false },
    exact,
    staged: stages !== undefined,
    flexible,
  }
}

/** Times are virtual, and no test's timeout ends them; but the test itself ends in real time. */
function planVirtual(options: ReadMeasureOptions, test: TestTime): Budget {
  const { leftMs, marginMs } = timeLeft(test)
  const stages = stagesMs(options.load)
  const lanes = options.load.kind === 'closed' ? options.load.concurrency : 1
  const open = stages !== undefined || options.timeMs !== undefined
  return {
    iterations: options.iterations ?? (open ? Infinity : Math.max(VIRTUAL_ITERATIONS, lanes)),
    timeMs: stages ?? options.timeMs ?? Infinity,
    enough: undefined,
    untilDecided: false,
    deadlineMs: leftMs + marginMs / 2,
    warmup: { iterations: options.warmup ?? 0, timeMs: Infinity, untilSteady: false },
    exact: false,
    staged: stages !== undefined,
    flexible: false,
  }
}

function defaultIterations({ load }: ReadMeasureOptions, untilDecided: boolean): number {
  const lanes = load.kind === 'closed' ? load.concurrency : 1
  return Math.max(untilDecided ? MOST_UNTIL_DECIDED : DEFAULT_ITERATIONS, lanes)
}

/**
 * Refuses a time that the test does not leave.
 *
 * @param other who could do with less instead
 * @throws SkillperfError naming both figures
 */
export function requireTime(
  timeMs: number | undefined,
  what: string,
  leftMs: number,
  test: TestTime,
  place: string,
  other: string = 'the measurement',
): void {
  if (timeMs === undefined || timeMs <= leftMs) return
  throw new SkillperfError(
    `${place}: ${what} ${formatNumber(timeMs)} ms, but only ${formatNumber(Math.max(0, leftMs))} ms are left of the test's timeout of ${formatNumber(test.timeoutMs)} ms. ` +
      `Give the test more, test(name, { timeout: ${suggestTimeout(test.usedMs + timeMs)} }, fn), or ${other} less.`,
  )
}

/**
 * How long the measured iterations may take once the warm-up is done. The
 * warm-up that nobody asked for comes out of the time; one that was asked for
 * does not, but then less may be left of the test.
 *
 * @param spent ms that the warm-up took, and ms since the measurement began
 */
export function timeAfterWarmup(
  budget: Budget,
  { warmupMs, usedMs }: { readonly warmupMs: number; readonly usedMs: number },
): number {
  if (budget.flexible) return Math.min(budget.timeMs, (budget.deadlineMs - usedMs) * DEFAULT_SHARE)
  return budget.warmup.untilSteady && !budget.staged ? budget.timeMs - warmupMs : budget.timeMs
}

/**
 * Fails as soon as it is plain that the asked-for iterations cannot fit: when
 * even the fastest iteration so far, repeated, would run into the deadline.
 */
export function requireFits(
  budget: Budget,
  progress: {
    readonly done: number
    readonly fastestMs: number
    readonly nowMs: number
    readonly concurrency: number
  },
  test: TestTime,
  place: string,
): void {
  const { done, fastestMs, nowMs, concurrency } = progress
  if (!budget.exact || budget.deadlineMs === Infinity) return
  // The first iterations may be cold, and say little about the others.
  if (done < ENOUGH_TO_TELL && nowMs < budget.deadlineMs / 2) return
  // The other lanes' iterations are under way, and may be done a moment from now.
  const ahead = Math.max(0, budget.iterations - done - (concurrency - 1))
  const needMs = (ahead * fastestMs) / concurrency
  if (nowMs + needMs <= budget.deadlineMs) return
  throw new SkillperfError(
    `${place}: ${budget.iterations} iterations of ${formatNumber(fastestMs)} ms or more${concurrency > 1 ? `, ${concurrency} at a time,` : ''} need ${formatNumber(nowMs + needMs)} ms, ` +
      `but the test's timeout of ${formatNumber(test.timeoutMs)} ms left ${formatNumber(budget.deadlineMs)} ms. ` +
      `Give the test more, test(name, { timeout: ${suggestTimeout(test.usedMs + (nowMs + needMs) * 1.5)} }, fn), or run fewer iterations.`,
  )
}

/** What is left before the test's timeout, less a margin to report in; Infinity without a timeout. */
export function timeLeft({ timeoutMs, usedMs }: TestTime): { leftMs: number; marginMs: number } {
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0) return { leftMs: Infinity, marginMs: 0 }
  const marginMs = Math.min(500, Math.max(50, timeoutMs * 0.05))
  return { leftMs: timeoutMs - usedMs - marginMs, marginMs }
}

/** The next round number of seconds, in ms, as one would write it. */
export function suggestTimeout(ms: number): string {
  const seconds = Math.ceil((ms + 1_000) / 5_000) * 5
  return String(seconds * 1_000).replace(/\B(?=(\d{3})+$)/g, '_')
}
