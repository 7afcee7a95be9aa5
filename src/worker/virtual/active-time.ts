import { AsyncLocalStorage } from 'node:async_hooks'
import { SkillperfError, framesOutside } from '../../core/errors.ts'
import { printable } from '../../core/format.ts'
import type { Random } from '../../core/time/random.ts'
import { hasNeighbours } from '../running-tests.ts'
import { scopes } from '../scope.ts'
import { shared } from '../process-state.ts'
import type { TestRun } from '../test-run.ts'
import type { Timeline } from './timeline.ts'

/** The virtual time that code runs in. */
export interface ActiveTime {
  readonly timeline: Timeline
  /** What `Math.random` draws from. */
  readonly random: Random
}

/** The one run that is under way in this process. */
export interface ActiveRun extends ActiveTime {
  /** The test that it belongs to; undefined outside of tests that we know. */
  readonly test: TestRun | undefined
}

const state = shared('virtual time', () => ({
  contexts: new AsyncLocalStorage<ActiveTime>(),
  run: undefined as ActiveRun | undefined,
}))

/** Makes a run the active one, or none. */
export function setActiveRun(run: ActiveRun | undefined): void {
  state.run = run
}

export function withTime<T>(time: ActiveTime, fn: () => T): T {
  return state.contexts.run(time, fn)
}

/** Whether the running code was started by a virtual run that is not over. */
export function insideRun(): boolean {
  return state.contexts.getStore()?.timeline.over === false
}

/**
 * Gives what `fn` starts a stream of its own for `Math.random`. Outside of a
 * virtual run it only calls `fn`.
 */
export function withRandom<T>(random: Random, fn: () => T): T {
  const time = state.contexts.getStore()
  return time === undefined ? fn() : state.contexts.run({ timeline: time.timeline, random }, fn)
}

/**
 * The virtual time that the running code lives in; undefined for real time.
 *
 * @param called what the code has called, for the error
 * @throws SkillperfError when the async context is lost and other tests are running beside
 */
export function activeTime(called: string): ActiveTime | undefined {
  const { run } = state
  if (run === undefined) return undefined
  const owner = ownerOf(run)
  if (typeof owner === 'object') return owner
  if (owner === 'elsewhere' || isRunnersOwn()) return undefined
  const error = new SkillperfError(
    `${called} was called without async context while ${running(run)} runs on the virtual clock and other tests run beside it: cannot tell which clock it means. ` +
      'Run the test without .concurrent, or keep the context: AsyncLocalStorage.bind(callback).',
  )
  run.test?.fail(error)
  throw error
}

/** The virtual time of the running code, where code without any context is told apart by nothing. */
export function likelyTime(): ActiveTime | 'elsewhere' | 'unknown' {
  return state.run === undefined ? 'elsewhere' : ownerOf(state.run)
}

function ownerOf(run: ActiveRun): ActiveTime | 'elsewhere' | 'unknown' {
  const own = state.contexts.getStore()
  if (own !== undefined) return own.timeline === run.timeline ? own : 'elsewhere'
  const test = scopes.getStore()?.test
  if (test !== undefined) return test === run.test ? run : 'elsewhere'
  return run.test?.test.concurrent === true || hasNeighbours(run.test) ? 'unknown' : run
}

/** The test runner looks at the time beside the tests, and has no context. */
function isRunnersOwn(): boolean {
  return framesOutside(new Error('place').stack ?? '').length === 0
}

function running({ test }: ActiveRun): string {
  return test === undefined ? 'a test' : `the test "${printable(test.test.name)}"`
}
