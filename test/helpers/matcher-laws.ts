import { describe, expect, test } from 'vitest'
import * as matchers from '../../matchers/index.ts'
import { SkillperfError } from '../../src/core/errors.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import { settle } from '../../src/worker/settle.ts'
import { outcomeOf } from '../../src/worker/test-run.ts'
import type { MeasuredEntry, TestRun } from '../../src/worker/test-run.ts'
import { rememberEntry } from '../../src/worker/verdict-log.ts'
import { placeOf, testRun } from './test-run.ts'
import { thrownBy } from './thrown-by.ts'
import { limitSuspicions } from './limit-suspicions.ts'

expect.extend(matchers)

/** What there is to know of a matcher; messages are whole. */
export interface MatcherCase {
  readonly name: keyof typeof matchers
  /** Arguments as a user writes them, and as messages show them. */
  readonly args: readonly unknown[]
  readonly shownArgs: string
  /** Each makes a measurement of its own, because tests remember what was asked about one. */
  readonly passes: () => Measurement
  readonly fails: () => Measurement
  /** What the failing measurement gives, and what the passing one gives under `.not`. */
  readonly failure: string
  readonly notFailure: string
  /** A measurement whose samples do not decide it, and the messages where that fails a test. */
  readonly inconclusive: {
    readonly run: () => Measurement
    readonly failure: string
    readonly notFailure: string
  }
  /** The last argument replaced by something wrong. */
  readonly badLimit: readonly [limit: unknown, message: string]
  /** A measurement that can never decide it. */
  readonly undecidable: readonly [run: () => Measurement, message: string]
}

/** Calls a matcher as `expect(subject).name(…args)`. */
export function callMatcher(
  subject: unknown,
  name: keyof typeof matchers,
  args: readonly unknown[],
  { not = false }: { readonly not?: boolean } = {},
): void {
  const assertion = not ? expect(subject).not : expect(subject)
  const matcher = Reflect.get(assertion, name) as (...all: unknown[]) => void
  matcher.apply(assertion, [...args])
}

/** Lets a test remember a measurement, as `perf.measure` does. */
export function remembered(test: TestRun, measurement: Measurement): MeasuredEntry {
  const entry = { measurement, checks: [], sla: [], place: placeOf(), errorsShown: false }
  rememberEntry(test, entry)
  return entry
}

/** What every matcher has to do, whatever it measures. */
export function describeMatcher(of: MatcherCase): void {
  const { name, args, shownArgs, passes, fails } = of

  describe(`expect(run).${name}`, () => {
    test('passes', () => {
      callMatcher(passes(), name, args)
    })

    test('fails, with the whole story', () => {
      const error = thrownBy(() => callMatcher(fails(), name, args))
      expect(error).not.toBeInstanceOf(SkillperfError)
      expect(error.message).toBe(of.failure)
    })

    test('under .not: passes', () => {
      callMatcher(fails(), name, args, { not: true })
    })

    test('under .not: fails, with the whole story', () => {
      expect(thrownBy(() => callMatcher(passes(), name, args, { not: true })).message).toBe(of.notFailure)
    })

    test.for([false, true])('passes what its samples do not decide, and notes it: not %s', (not) => {
      callMatcher(of.inconclusive.run(), name, args, { not })
      const { measurement, checks } = remembered(testRun(), of.inconclusive.run())
      callMatcher(measurement, name, args, { not })
      expect(checks.map(outcomeOf)).toContain('inconclusive')
      expect(checks.map(outcomeOf)).not.toContain('fail')
    })

    test.for([
      [false, of.inconclusive.failure],
      [true, of.inconclusive.notFailure],
    ] as const)('fails what its samples do not decide where the options say so: not %s', ([not, message]) => {
      const { measurement } = remembered(testRun({ inconclusive: 'fail' }), of.inconclusive.run())
      const error = thrownBy(() => callMatcher(measurement, name, args, { not }))
      expect(error).not.toBeInstanceOf(SkillperfError)
      expect(error.message).toBe(message)
    })

    test.for([
      [false, fails, of.failure],
      [true, passes, of.notFailure],
    ] as const)(
      'leaves a breach to fresh attempts, where there may be some: not %s',
      ([not, run, message]) => {
        const test = testRun({ attempts: 'here' })
        const entry = remembered(test, run())
        callMatcher(entry.measurement, name, args, { not })
        expect(entry.checks.map(outcomeOf)).toContain('fail')
        const { errors, suspicions } = settle(test)
        expect(errors.map((error) => error.message)).not.toContain(message)
        const told = new Set(
          limitSuspicions(suspicions).map(({ check, error }) => error(check.verdict).message),
        )
        expect([...told]).toStrictEqual([message])
      },
    )

    const measureFirst = (shown: string, fn: string): string =>
      `${name} judges a measurement, received ${shown}. Measure first:\n\n` +
      `  const run = await perf.measure(${fn})\n  expect(run).${name}(${shownArgs})`

    function research(): void {}

    test.for<[string, unknown, string]>([
      ['a function', research, measureFirst('function research', 'research')],
      ['an anonymous function', (() => () => {})(), measureFirst('function (anonymous)', '() => { … }')],
      ['a number', 1234, measureFirst('1234', 'fn')],
      ['undefined', undefined, measureFirst('undefined', 'fn')],
      ['a list of samples', [1, 2, 3], measureFirst('an array of 3', 'fn')],
      [
        'a promise',
        Promise.resolve(passes()),
        `${name} judges a measurement, received a promise. Await it first:\n\n` +
          `  const run = await perf.measure(…)\n  expect(run).${name}(${shownArgs})`,
      ],
    ])('refuses %s, with and without .not', ([, subject, message]) => {
      for (const not of [false, true]) {
        const error = thrownBy(() => callMatcher(subject, name, args, { not }))
        expect(error).toBeInstanceOf(SkillperfError)
        expect(error.message).toBe(message)
      }
    })

    test('refuses a limit that is none, with and without .not', () => {
      const [limit, message] = of.badLimit
      for (const not of [false, true]) {
        const error = thrownBy(() => callMatcher(passes(), name, [...args.slice(0, -1), limit], { not }))
        expect(error).toBeInstanceOf(SkillperfError)
        expect(error.message).toBe(message)
      }
    })

    test('refuses what too few samples can never decide, with and without .not', () => {
      const [run, message] = of.undecidable
      for (const not of [false, true]) {
        const error = thrownBy(() => callMatcher(run(), name, args, { not }))
        expect(error).toBeInstanceOf(SkillperfError)
        expect(error.message).toBe(message)
      }
    })
  })
}

export const durationFix =
  "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'."
