import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rateLimit } from '../../../../../src/core/time/latency/modifiers/rate-limit.ts'
import type { RateLimitOptions } from '../../../../../src/core/time/latency/modifiers/rate-limit.ts'
import { failuresAt } from '../../../../helpers/modified-call.ts'
import { thrownBy } from '../../../../helpers/thrown-by.ts'

/** What who was refused is told to wait, in ms; `ok` for those that pass. */
function toldAt(options: RateLimitOptions, ...times: readonly number[]): (number | 'ok' | undefined)[] {
  return failuresAt(rateLimit(options), ...times).map((failure) => {
    if (failure === undefined) return 'ok'
    expect(failure).toMatchObject({ kind: 'status', status: 429 })
    return failure.kind === 'status' ? failure.retryAfterMs : undefined
  })
}

describe('rateLimit', () => {
  test.for<[string, RateLimitOptions, number[], (number | 'ok')[]]>([
    ['one after another', { rps: 10, burst: 1 }, [0, 100, 200, 350], ['ok', 'ok', 'ok', 'ok']],
    ['too soon', { rps: 10, burst: 1 }, [0, 99, 100, 150, 199.5], ['ok', 1, 'ok', 50, 1]],
    ['a burst, and who is over it', { rps: 10, burst: 3 }, [0, 0, 0, 0, 40], ['ok', 'ok', 'ok', 100, 60]],
    ['by default what fits into a second', { rps: 2 }, [0, 0, 0], ['ok', 'ok', 500]],
    ['by default one at least', { rps: '6/min' }, [0, 0], ['ok', 10_000]],
    [
      'the bucket fills up',
      { rps: 10, burst: 2 },
      [0, 0, 100, 100, 9_000, 9_000, 9_000],
      ['ok', 'ok', 'ok', 100, 'ok', 'ok', 100],
    ],
    ['who is refused takes no token', { rps: 10, burst: 1 }, [0, 10, 20, 30, 100], ['ok', 90, 80, 70, 'ok']],
    ['as was asked for', { rps: 10, burst: 1, retryAfter: '2s' }, [0, 50], ['ok', 2_000]],
    // A third of a second does not end with a ms, nor with a µs.
    ['waiting as told is enough', { rps: 3, burst: 1 }, [0, 0, 334, 334, 668], ['ok', 334, 'ok', 334, 'ok']],
    ['to the µs', { rps: 3, burst: 1 }, [0, 333.333, 666.666], ['ok', 'ok', 'ok']],
    ['a clock that is old', { rps: 10, burst: 1 }, [1e9, 1e9 + 99, 1e9 + 100], ['ok', 1, 'ok']],
  ])('%s', ([, options, times, told]) => {
    expect(toldAt(options, ...times)).toStrictEqual(told)
  })

  test('lets no more pass than its bucket has tokens, in any span of time', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 5 }),
        (gaps, rps, burst) => {
          let now = 0
          const times = gaps.map((gap) => (now += gap))
          const told = toldAt({ rps, burst }, ...times)
          const passed = times.filter((_, i) => told[i] === 'ok')
          // Against a bucket that is counted, with tokens in thousandths to stay whole.
          let [tokens, last] = [burst * 1_000, 0]
          const expected = times.filter((ms) => {
            tokens = Math.min(burst * 1_000, tokens + (ms - last) * rps)
            last = ms
            if (tokens < 1_000) return false
            tokens -= 1_000
            return true
          })
          expect(passed).toStrictEqual(expected)
        },
      ),
    )
  })

  test('begins anew with each measurement', () => {
    const modifier = rateLimit({ rps: 1 })
    expect(failuresAt(modifier, 0)).toStrictEqual([undefined])
    expect(failuresAt(modifier, 1)).toStrictEqual([undefined])
  })

  test('describes itself', () => {
    expect(rateLimit({ rps: '500/min', burst: 1 }).description).toBe('rateLimit(8.33/s, 1 call at once)')
  })

  const place = 'rateLimit({ rps, burst, retryAfter })'
  const rate = "Write a number per second, such as 50, or a string such as '50/s' or '3000/min'."
  const least = '`burst` must be a whole number from 1 up, received'

  test.for<[unknown, string]>([
    [10, `${place}: options must be a plain object, received 10. Write rateLimit({ rps: 10, burst: 20 }).`],
    [{ rsp: 10 }, `${place}: unknown option \`rsp\`. Known: rps, burst, retryAfter.`],
    [{ rps: -1 }, `${place}: \`rps\` must be above 0 per second and finite, received -1. ${rate}`],
    [{ rps: 0 }, `${place}: \`rps\` must be above 0 per second and finite, received 0. ${rate}`],
    [{}, `${place}: \`rps\` must be above 0 per second and finite, received undefined. ${rate}`],
    [{ rps: 1, burst: 0 }, `${place}: ${least} 0. Leave it out for the calls of a second.`],
    [{ rps: 1, burst: 1.5 }, `${place}: ${least} 1.5. Leave it out for the calls of a second.`],
    [
      { rps: 1, retryAfter: -5 },
      `${place}: \`retryAfter\` must be 0 ms or above and finite, received -5. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.`,
    ],
  ])('refuses %o', ([options, message]) => {
    expect(thrownBy(() => rateLimit(options as RateLimitOptions)).message).toBe(message)
  })
})
