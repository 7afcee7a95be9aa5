import { SkillperfError, show } from '../src/core/errors.ts'
import { loadWithMeasuring } from '../src/worker/load-measuring.ts'
import { shared } from '../src/worker/shared.ts'
import type * as Matchers from './index.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showSla } from './show-sla.ts'
import { timingSubject } from './subject.ts'

type Name = keyof typeof Matchers
type LazyMatcher = (this: MatcherState, subject: unknown, ...args: readonly unknown[]) => MatcherResult

/** Every matcher, with how a message shows an argument of it. */
const MATCHERS: Readonly<Record<Name, (argument: unknown) => string>> = {
  toHaveP50Below: show,
  toHaveP90Below: show,
  toHaveP95Below: show,
  toHaveP99Below: show,
  toHavePercentileBelow: show,
  toHaveMeanBelow: show,
  toHaveMaxBelow: show,
  toHaveThroughputAbove: show,
  toHaveErrorRateBelow: show,
  toMeetSla: showSla,
}

const loaded = shared<{ matchers?: typeof Matchers }>('matchers', () => ({}))

loadWithMeasuring(async () => {
  loaded.matchers = await import('./index.ts')
})

/**
 * The matchers for `expect.extend`, each loaded with the first measurement: until
 * there is one, all that a matcher can do is to refuse its subject.
 */
export const lazyMatchers: Readonly<Record<string, LazyMatcher>> = Object.fromEntries(
  Object.entries(MATCHERS).map(([name, showArgument]) => [name, lazyMatcher(name as Name, showArgument)]),
)

function lazyMatcher(name: Name, showArgument: (argument: unknown) => string): LazyMatcher {
  return function callLoaded(subject, ...args) {
    if (loaded.matchers !== undefined) return Reflect.apply(loaded.matchers[name], this, [subject, ...args])
    timingSubject(subject, name, args.map(showArgument).join(', '))
    throw new SkillperfError(
      `${name} judges a measurement that was made by perf.measure, and nothing was measured here.`,
    )
  }
}
