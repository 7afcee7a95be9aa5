import { callable } from '../core/check.ts'
import { SkillperfError } from '../core/errors.ts'
import type { CallCount } from '../core/calls/call-count.ts'
import { CallLog } from '../core/calls/call-log.ts'
import { SeenBuilder } from '../core/calls/seen-builder.ts'
import type { Seen } from '../core/calls/seen.ts'
import { tokenTotals } from '../core/calls/token-totals.ts'
import type { TokenKind } from '../core/calls/token-totals.ts'
import { readVirtualOptions } from '../core/options/virtual-options.ts'
import type { VirtualOptions } from '../core/options/virtual-options.ts'
import { publicName } from '../core/redact.ts'
import { inVirtualTime } from './in-virtual-time.ts'
import { scopes } from './scope.ts'
import { seedOf } from './seed-of.ts'
import type { TestRun } from './test-run.ts'

/** What a function came to in virtual time. */
export interface VirtualResult<T> {
  /** What it returned, awaited. */
  readonly value: T
  /** Virtual milliseconds that it took, to the µs. */
  readonly elapsed: number
  /** Calls to mocked tools, by the tool's name. */
  readonly counts: Readonly<Record<string, CallCount>>
  /** Calls that asked again what a call before had asked, which had failed or was given up. */
  readonly retries: number
  /** The longest chain of calls, each of which began when the one before had ended: the names, the first one first. */
  readonly chain: readonly string[]
  /** Its length. */
  readonly serialDepth: number
  /** Tokens of language models: of prompts, of answers, and both together. */
  readonly tokens: Readonly<Record<TokenKind, number>>
}

/** Runs a function once in virtual time. */
export type RunOnVirtualClock = <T>(
  fn: () => T | PromiseLike<T>,
  options?: VirtualOptions,
) => Promise<VirtualResult<T>>

const PLACE = 'perf.virtual'

/**
 * @param args of {@link RunOnVirtualClock}
 * @param at an error whose stack leads to the user's call
 * @throws what the function throws; SkillperfError for a wrong call, or where time cannot be virtual
 */
export async function runOnVirtualClock(
  run: TestRun,
  [fn, options]: readonly unknown[],
  at: Error,
): Promise<VirtualResult<unknown>> {
  const work = callable(
    fn,
    'fn',
    PLACE,
    'Write perf.virtual(() => research(query)): a function to call, not its result.',
  )
  const { seed: own, ...read } = readVirtualOptions(options === undefined ? {} : options, PLACE)
  const seed = seedOf(run, own)
  run.requireRunning(PLACE)
  if (run.measuring !== undefined) {
    throw new SkillperfError(
      `${PLACE}: "${publicName(run.measuring.name)}" is being measured. Await it first, or measure on { clock: 'virtual' }.`,
    )
  }
  const calls = new CallLog()
  const iteration = { index: 0, part: 'fn', seed, calls, session: calls } as const
  return inVirtualTime(run, { ...read, seed }, { at, place: PLACE }, async (clock) => {
    const startedMs = clock.now()
    const value: unknown = await scopes.run({ test: run, iteration }, async () => work())
    const elapsed = clock.now() - startedMs
    const builder = new SeenBuilder()
    builder.add(0, calls)
    return { value, elapsed, ...figuresOf(builder.seen(run.mockNames, 1)) }
  })
}

function figuresOf({
  counts,
  retries,
  serialDepth,
  tokens,
}: Seen): Omit<VirtualResult<never>, 'value' | 'elapsed'> {
  const { in: input, out, total } = tokenTotals(tokens, 1)
  return {
    counts,
    retries: retries.total,
    chain: serialDepth.chain,
    serialDepth: serialDepth.total,
    tokens: { in: input.total, out: out.total, total: total.total },
  }
}
