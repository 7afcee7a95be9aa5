import { describe, expect, test } from 'vitest'
import type { Failure } from '../../../../../src/core/calls/failure-mode.ts'
import { errorRate } from '../../../../../src/core/time/latency/modifiers/error-rate.ts'
import { randomStream } from '../../../../../src/core/time/random.ts'
import type { Share } from '../../../../../src/core/units.ts'
import { callAt } from '../../../../helpers/modified-call.ts'
import { thrownBy } from '../../../../helpers/thrown-by.ts'

describe('errorRate', () => {
  test.for<[Share, number, boolean]>([
    [0.1, 0, true],
    [0.1, 0.099, true],
    [0.1, 0.1, false],
    ['10%', 0.099, true],
    ['10%', 0.1, false],
    [1, 1 - 2 ** -53, true],
    [0, 0, false],
  ])('%o, where the stream gives %d: fails %o', ([share, draw, fails]) => {
    const failure = errorRate(share, 503)
      .begin()
      .admit?.(callAt(0, 0, draw))
    expect(failure).toStrictEqual(fails ? { kind: 'status', status: 503 } : undefined)
  })

  test('fails that share of the calls', () => {
    const running = errorRate('5%', 'drop').begin()
    const calls = Array.from({ length: 20_000 }, (_, i) => ({
      ...callAt(0, i),
      random: randomStream(1, 'tool', 'web_search', `fn ${i}`, 0, 'modifier 0'),
    }))
    const failed = calls.filter((call) => running.admit?.(call) !== undefined).length
    // 1 000 expected, with a deviation of 31.
    expect(failed).toBeGreaterThan(877)
    expect(failed).toBeLessThan(1_123)
  })

  test.for<[Failure, string]>([
    [503, 'errorRate(2.5 %, 503)'],
    [{ status: 429, retryAfter: '2s' }, 'errorRate(2.5 %, 429)'],
    ['network', 'errorRate(2.5 %, network)'],
    [new RangeError('no'), 'errorRate(2.5 %, RangeError)'],
  ])('describes itself', ([failure, description]) => {
    expect(errorRate('2.5%', failure).description).toBe(description)
  })

  const place = 'errorRate(share, failure)'
  const share = "Write a share up to 1, such as 0.01, or a percentage, such as '1%'."

  test.for<[unknown, unknown, string]>([
    [-0.1, 503, `${place}: \`share\` must be from 0 to 1, received -0.1. ${share}`],
    [Number.NaN, 503, `${place}: \`share\` must be from 0 to 1, received NaN. ${share}`],
    [5, 503, `${place}: \`share\` is a share up to 1, received 5. 5 % is 0.05. ${share}`],
    [
      0.1,
      200,
      `${place}: the status of a failure must be from 400 to 599, received 200. Write for example 429, 500 or 503.`,
    ],
    [
      0.1,
      undefined,
      `${place}: a failure must be a status, an error or a name, received undefined. ` +
        "Write a status such as 503, { status: 429, retryAfter: '2s' }, an Error, or one of 'network', 'drop', 'stall', 'malformed'.",
    ],
  ])('refuses %o, %o', ([p, failure, message]) => {
    expect(thrownBy(() => errorRate(p as Share, failure as Failure)).message).toBe(message)
  })
})
