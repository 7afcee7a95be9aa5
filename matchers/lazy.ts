import { SkillperfError, show } from '../src/core/errors.ts'
import { loadWithMeasuring } from '../src/worker/load-measuring.ts'
import { shared } from '../src/worker/shared.ts'
import type * as Matchers from './index.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { timingSubject } from './subject.ts'

type Name = keyof typeof Matchers
type LazyMatcher = (this: MatcherState, subject: unknown, ...args: readonly unknown[]) => MatcherResult

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
  Object.keys(NAMES).map((name) => [name, lazyMatcher(name as Name)]),
)

function lazyMatcher(name: Name): LazyMatcher {
  return function callLoaded(subject, ...args) {
    if (loaded.matchers !== undefined) return Reflect.apply(loaded.matchers[name], this, [subject, ...args])
    timingSubject(subject, name, args.map(show).join(', '))
    throw new SkillperfError(`${name} judges a measurement of this process, and this one comes from another.`)
  }
}
