import { SIDES } from '../../core/duet/duet-record.ts'
import type { DuetRecord, Side } from '../../core/duet/duet-record.ts'
import { SkillperfError } from '../../core/errors.ts'
import { formatNumber } from '../../core/format.ts'
import { describeError } from '../../core/thrown.ts'
import { randomStream } from '../../core/time/random.ts'
import type { Random } from '../../core/time/random.ts'
import { timerStep } from '../load/timer-step.ts'
import { eventLoopTurn, realTime } from '../real-time.ts'
import type { PlacedPart } from './stage.ts'
import { Voice } from './voice.ts'

/** Long enough that reading the clock is nothing, short enough that the machine is as fast for both. */
const SLICE_MS = 1
/** Enough of those that had a processor to themselves. */
const SLICES = 150
const MOST_SLICES = 450
const WARMUP_ROUNDS = 4
const WARMUP_SLICE_MS = 30
/** Slow functions have fewer slices. */
const MOST_MS = 4_000
/** Of what the tests leave: they measure once more after it. */
const TIME_SHARE = 0.4
const WARMUP_SHARE = 0.25

/**
 * Plays two versions of a measurement: 1 ms slices of one and of the other, in
 * pairs whose order turns around (ABBA), so that whatever the machine is up to
 * befalls both alike.
 */
export async function playDuet(parts: Readonly<Record<Side, PlacedPart>>): Promise<DuetRecord> {
  const voices = { old: new Voice(parts.old), new: new Voice(parts.new) }
  const { name, options, run } = parts.new
  const leftMs = Math.min(...SIDES.map((side) => timeLeft(parts[side])))
  const budgetMs = Math.min(MOST_MS, leftMs * TIME_SHARE)
  const random = randomStream(options.seed ?? run.seed, 'duet', name)
  const stop = (reason: Error): void => {
    for (const side of SIDES) voices[side].stop(reason)
  }
  for (const side of SIDES) parts[side].run.measuring = { name, place: parts[side].at, stop }
  const deadline = startDeadline(Math.min(leftMs * (TIME_SHARE * 2), MOST_MS * 4))
  let reason: string | undefined
  try {
    const playing = play(voices, budgetMs, random, deadline.isOver)
    playing.catch(() => {})
    await Promise.race([playing, deadline.passed])
  } catch (error) {
    reason = describeError(error)
    stop(error instanceof Error ? error : new SkillperfError(reason))
  } finally {
    deadline.clear()
  }
  const record = {
    measurement: name,
    slices: calmOf(voices),
    played: Math.min(...SIDES.map((side) => voices[side].slices.played)),
    old: voices.old.record(),
    new: voices.new.record(),
  }
  return reason === undefined ? record : { ...record, reason }
}

async function play(
  voices: Readonly<Record<Side, Voice>>,
  budgetMs: number,
  random: Random,
  isOver: () => boolean,
): Promise<void> {
  const beganMs = realTime.now()
  const spent = (): number => realTime.now() - beganMs
  const inTurn = async (swapped: boolean, ms: number, batch: number): Promise<void> => {
    for (const side of swapped ? SIDES.toReversed() : SIDES) await voices[side].slice(ms, batch)
    await eventLoopTurn()
  }
  for (let round = 0; round < WARMUP_ROUNDS; round++) {
    if (round > 0 && spent() > budgetMs * WARMUP_SHARE) break
    await inTurn(random() < 0.5, Math.min(WARMUP_SLICE_MS, (budgetMs * WARMUP_SHARE) / WARMUP_ROUNDS), 1)
  }
  const stepMs = timerStep(realTime.now)
  // The same for both: the mean of a batch is not the same figure as a single iteration.
  const batch = Math.max(...SIDES.map((side) => voices[side].batchFor(stepMs)))
  for (const side of SIDES) voices[side].endWarmup()
  let swapped = false
  for (let pair = 0; pair < MOST_SLICES && spent() < budgetMs && !isOver(); pair++) {
    if (calmOf(voices) >= SLICES) break
    swapped = pair % 2 === 0 ? random() < 0.5 : !swapped
    await inTurn(swapped, SLICE_MS, batch)
  }
}

/** Slices that count, of each version. */
function calmOf(voices: Readonly<Record<Side, Voice>>): number {
  return Math.min(...SIDES.map((side) => voices[side].slices.calm))
}

/** Ms that a test has left before its timeout. */
function timeLeft({ run }: PlacedPart): number {
  const { timeoutMs, usedMs } = run.timeAt(realTime.now())
  return timeoutMs > 0 && Number.isFinite(timeoutMs) ? Math.max(0, timeoutMs - usedMs) : Infinity
}

interface Deadline {
  readonly passed: Promise<never>
  readonly isOver: () => boolean
  readonly clear: () => void
}

/** An iteration that hangs must not keep the other tests of the file. */
function startDeadline(ms: number): Deadline {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  let over = false
  const timer = realTime.setTimeout(() => {
    over = true
    reject(new SkillperfError(`it did not end within ${formatNumber(ms)} ms`))
  }, ms)
  return { passed: promise, isOver: () => over, clear: () => realTime.clearTimeout(timer) }
}
