import { SkillperfError, errorAt } from '../core/errors.ts'
import type { ReadVirtual } from '../core/options/virtual-options.ts'
import type { TestRun } from './test-run.ts'
import { runVirtual } from './virtual/run-virtual.ts'
import type { VirtualClock } from './virtual/virtual-clock.ts'

/**
 * Runs part of a test in virtual time; mocked tools, `perf.clock` and all that
 * the part calls see that clock.
 *
 * @param where `at`: an error whose stack leads to the user's call; `place`: what it is called in errors
 * @param fn is told by a rejected promise when the run was given up
 * @throws what the function throws; SkillperfError where time cannot be virtual
 */
export async function inVirtualTime<T>(
  run: TestRun,
  options: ReadVirtual & { readonly seed: number },
  { at, place }: { readonly at?: Error; readonly place: string },
  fn: (clock: VirtualClock, abandoned: Promise<never>) => Promise<T>,
): Promise<T> {
  // It runs on one already, and there is no time inside of time.
  if (run.clock !== undefined) return fn(run.clock, new Promise(() => {}))
  const { nowMs: now, ...others } = options
  const abandoned = Promise.withResolvers<never>()
  abandoned.promise.catch(() => {})
  try {
    return await runVirtual({ ...others, now }, (clock) => {
      run.clock = clock
      run.exactTime = others.cpu === 'ignore' && others.realIO !== 'flow'
      return fn(clock, abandoned.promise)
    })
  } catch (error) {
    abandoned.reject(error)
    throw error instanceof SkillperfError ? named(error, place, at) : error
  } finally {
    run.clock = undefined
  }
}

/** Says of which call an error of virtual time is. */
function named(error: SkillperfError, place: string, at: Error | undefined): Error {
  const message = error.message.replace(/^virtual time: /, `${place}: `)
  const told = new SkillperfError(message, { cause: error.cause })
  if (at !== undefined) return errorAt(at, told)
  told.stack = `${told.name}: ${message}`
  return told
}
