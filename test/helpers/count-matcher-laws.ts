import { describe, expect, test } from 'vitest'
import * as matchers from '../../matchers/index.ts'
import { SkillperfError } from '../../src/core/errors.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import { settle } from '../../src/worker/settle.ts'
import { outcomeOf } from '../../src/worker/test-run.ts'
import { benchResultOf } from './bench-result-of.ts'
import { callMatcher, remembered } from './matcher-laws.ts'
import { failures, measurementOf } from './measurement-of.ts'
import type { Overrides } from './measurement-of.ts'
import { testRun } from './test-run.ts'
import { thrownBy } from './thrown-by.ts'

expect.extend(matchers)

/** What there is to know of a matcher on counts. */
export interface CountMatcherCase {
  readonly name: keyof typeof matchers
  /** Arguments as a user writes them, and as messages show them. */
  readonly args: readonly unknown[]
  readonly shownArgs: string
  /** Measurements that keep the limit, and that do not. */
  readonly passes: Overrides
  readonly fails: Overrides
  /** What the failing one notes for the report. */
  readonly check: { readonly label: string; readonly limit: number; readonly received: number }
  /** Each row: arguments that are wrong, and the message. */
  readonly bad: readonly (readonly [args: readonly unknown[], message: string])[]
  /** Each row: what was seen, in which there is nothing to judge, and the message. */
  readonly nothing: readonly (readonly [seen: Overrides, message: string])[]
}

/** Two iterations of 1 ms. */
export function ranTwice(overrides: Overrides): Measurement {
  return measurementOf([1, 1], overrides)
}

/** The message of a failure. */
export function failureOf(
  run: Measurement,
  name: keyof typeof matchers,
  args: readonly unknown[],
  options: { readonly not?: boolean } = {},
): string {
  const error = thrownBy(() => callMatcher(run, name, args, options))
  expect(error).not.toBeInstanceOf(SkillperfError)
  return error.message
}

/** What every matcher on counts has to do, whatever it counts. */
export function describeCountMatcher(of: CountMatcherCase): void {
  const { name, args, shownArgs } = of

  const refuses = (subject: unknown, message: string, wrongArgs = args): void => {
    for (const not of [false, true]) {
      const error = thrownBy(() => callMatcher(subject, name, wrongArgs, { not }))
      expect(error).toBeInstanceOf(SkillperfError)
      expect(error.message).toBe(message)
    }
  }

  describe(`expect(run).${name}`, () => {
    test.for(['real', 'virtual'] as const)('holds or breaks at once, and notes it: %s clock', (clock) => {
      for (const [overrides, not, outcome] of [
        [of.passes, false, 'pass'],
        [of.fails, true, 'pass'],
        [of.fails, false, 'fail'],
        [of.passes, true, 'fail'],
      ] as const) {
        const test = testRun({ attempts: 'here' })
        const entry = remembered(test, ranTwice({ ...overrides, clock }))
        const call = (): void => callMatcher(entry.measurement, name, args, { not })
        if (outcome === 'fail') expect(thrownBy(call)).not.toBeInstanceOf(SkillperfError)
        else call()
        expect(entry.checks.map(outcomeOf)).toStrictEqual([outcome])
        expect(entry.errorsShown).toBe(outcome === 'fail')
        expect(settle(test).suspicions).toStrictEqual([])
      }
    })

    test('notes what it was about', () => {
      const entry = remembered(testRun(), ranTwice(of.fails))
      thrownBy(() => callMatcher(entry.measurement, name, args))
      const { label, limit, received } = of.check
      expect(entry.checks).toMatchObject([
        { negated: false, source: 'matcher', verdict: { statistic: { label }, limit, received } },
      ])
    })

    test('judges a measurement that no test has made', () => {
      callMatcher(ranTwice(of.passes), name, args)
    })

    test('refuses what is no measurement, with and without .not', () => {
      const call = `expect(run).${name}(${shownArgs})`
      const first = 'Measure first:\n\n  const run = await perf.measure'
      function research(): void {}
      refuses(
        research,
        `${name} judges a measurement, received function research. ${first}(research)\n  ${call}`,
      )
      refuses(1234, `${name} judges a measurement, received 1234. ${first}(fn)\n  ${call}`)
      refuses(
        Promise.resolve(1),
        `${name} judges a measurement, received a promise. Await it first:\n\n  const run = await perf.measure(…)\n  ${call}`,
      )
      refuses(
        ranTwice({ firstItemNs: Float64Array.of(1, 2) }).firstItem,
        `${name} judges a whole measurement, received its view run.firstItem. Write:\n\n  ${call}`,
      )
      refuses(
        benchResultOf([1, 2, 3]),
        `${name} judges a measurement, received the result of a benchmark, which counts no calls. Measure instead:\n\n  const run = await perf.measure(fn)\n  ${call}`,
      )
    })

    test('refuses one in which nothing ran', () => {
      refuses(
        measurementOf([], of.passes),
        `${name}: nothing ran in "research", so that nothing was counted. Run at least one iteration.`,
      )
    })

    test('tells of iterations that failed', () => {
      expect(failureOf(ranTwice({ ...of.fails, ...failures(2) }), name, args)).toContain(
        '\n\n2 of 4 iterations failed (50 %); first, in iteration 0: Error: boom\n\nReplay  seed 1',
      )
    })

    if (of.bad.length > 0) {
      test.for([...of.bad])('refuses arguments that are none: %j', ([wrong, message]) => {
        const run = ranTwice(of.passes)
        refuses(run, message, [...wrong])
        const entry = remembered(testRun(), ranTwice(of.passes))
        thrownBy(() => callMatcher(entry.measurement, name, [...wrong]))
        expect(entry.checks).toStrictEqual([])
      })
    }

    test.for([...of.nothing])('refuses where nothing was seen that it could judge: %#', ([seen, message]) => {
      refuses(ranTwice(seen), message)
    })
  })
}
