import { createRequire } from 'node:module'
import { SkillperfError } from '../src/core/errors.ts'
import { loadWithMeasuring } from '../src/worker/load-measuring.ts'
import { shared } from '../src/worker/process-state.ts'
import type * as Matchers from './index.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'

type Name = keyof typeof Matchers
type LazyMatcher = (
  this: MatcherState,
  subject: unknown,
  ...args: readonly unknown[]
) => MatcherResult | Promise<MatcherResult>

const NAMES: Readonly<Record<Name, true>> = {
  toHaveP50Below: true,
  toHaveP90Below: true,
  toHaveP95Below: true,
  toHaveP99Below: true,
  toHavePercentileBelow: true,
  toHaveMeanBelow: true,
  toHaveMaxBelow: true,
  toHaveThroughputAbove: true,
  toHaveErrorRateBelow: true,
  toMeetSla: true,
  toCallAtMost: true,
  toRetryAtMost: true,
  toUseTokensAtMost: true,
  toCostAtMost: true,
  toNotRepeatCalls: true,
  toHaveSerialDepthAtMost: true,
  toHaveTokensPerSecondAbove: true,
  toHaveCacheHitRateAbove: true,
  toHaveSpan: true,
  toHaveBottleneck: true,
  toRunConcurrently: true,
  toMatchBaseline: true,
  toNotBlockEventLoop: true,
  toNotLeakMemory: true,
  toAllocateBelow: true,
  toHavePeakHeapBelow: true,
}

const loaded = shared<{ matchers?: typeof Matchers }>('matchers', () => ({}))

loadWithMeasuring(async () => {
  loaded.matchers ??= await import('./index.ts')
})

/**
 * The matchers for `expect.extend`, loaded on first use: with the first
 * measurement, or by the first call where nothing is measured, such as on the
 * result of a benchmark.
 */
export const lazyMatchers: Readonly<Record<string, LazyMatcher>> = Object.fromEntries(
  Object.keys(NAMES).map((name) => [name, lazyMatcher(name as Name)]),
)

function lazyMatcher(name: Name): LazyMatcher {
  return function callLoaded(...args) {
    loaded.matchers ??= loadNow(name)
    return Reflect.apply(loaded.matchers[name], this, args)
  }
}

/**
 * Loads the matchers without an `await`: matchers are synchronous. So nothing
 * that they import may have one at its top level.
 */
function loadNow(name: Name): typeof Matchers {
  // As a source, or from beside the chunk that this is part of.
  const path = import.meta.url.endsWith('.ts') ? './index.ts' : './matchers.js'
  try {
    return createRequire(import.meta.url)(path) as typeof Matchers
  } catch (cause) {
    throw new SkillperfError(
      `${name} could not be loaded, because the pool of Vitest 4 that runs this test cannot do so at once. ` +
        'Await perf.measure(…) before, or run the test with pool: "forks".',
      { cause },
    )
  }
}
