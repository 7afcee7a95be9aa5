import { describe, expect, test } from 'vitest'
import type { ProcessRow } from '../../../src/core/baseline/process-row.ts'
import { formatRegressionFailure } from '../../../src/core/baseline/regression-failure.ts'
import type { RegressionFailure } from '../../../src/core/baseline/regression-failure.ts'
import { judgeRegression } from '../../../src/core/stats/regression.ts'
import { callsPerIteration, failures } from '../../helpers/measurement-of.ts'
import type { Overrides } from '../../helpers/measurement-of.ts'
import { rowOf, slower } from '../../helpers/process-rows.ts'
import { comparedRun, realEntryOf } from '../../helpers/real-times.ts'

const base = Array.from({ length: 5 }, () => rowOf())
const waiting = rowOf({ floorNs: 20_100_000, q05Ns: 20_100_000, n: 300, busyShare: 0.04 })

/** The message of attempts, one a process. */
function messageOf(
  attempts: readonly ProcessRow[],
  {
    rows = base,
    run,
    ...failure
  }: Partial<RegressionFailure> & { rows?: ProcessRow[]; run?: Overrides } = {},
): string {
  return formatRegressionFailure(comparedRun(rowOf(), run), {
    title: 'expect(run).toMatchBaseline()',
    known: realEntryOf(rows),
    attempts,
    regression: judgeRegression(rows, attempts, 0.1),
    reason: undefined,
    file: 'src/parse.test.ts',
    ...failure,
  })
}

describe('formatRegressionFailure', () => {
  test('says what was compared, in how many processes, and what to do', () => {
    const attempts = [slower(rowOf(), 12), slower(rowOf({ ref05Ns: 46_000 }), 14), slower(rowOf(), 13)]
    expect(messageOf(attempts)).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   parse, real clock, ms

      Expected at most 5 % slower than the baseline
      Received at least 12 % slower          n = 3 000 · 3 processes

                    baseline     now
      fastest          0.100   0.112  12 % slower
      p5               0.102   0.115  13 % slower
      reference p5    0.0450  0.0450     the same

      In 3 processes, beside 5 of the baseline: the fastest iteration is 12 % slower, and the p5 is 12 % slower beside the reference, which shows how fast the machine is.

      Next step: see where the time goes: perf.measure(name, { profile: 'cpu' }, fn).
      If it has to be slower, accept it: SKILLPERF_REASON='why' npx vitest run src/parse.test.ts -u"
    `)
  })

  test('of code that waits leaves out what says nothing', () => {
    const attempts = [slower(waiting, 10), slower(waiting, 12), slower(waiting, 11)]
    expect(messageOf(attempts, { rows: [waiting, waiting, waiting] })).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   parse, real clock, ms

      Expected at most 5 % slower than the baseline
      Received at least 10 % slower          n = 300 · 3 processes

          baseline   now
      p5      20.1  22.3  11 % slower

      In 3 processes, beside 3 of the baseline: the lowest p5 is 10 % slower, the middle one 11 % slower. The code waits for most of its time, so that the machine's speed is left out.

      Next step: see what it waits for: perf.measure(name, { profile: 'trace' }, fn).
      If it has to be slower, accept it: SKILLPERF_REASON='why' npx vitest run src/parse.test.ts -u"
    `)
  })

  test('says when the machine has become faster, and what did not count', () => {
    const slowHours = base.map(() => slower(rowOf({ ref05Ns: 58_500 }), 30))
    const attempts = [
      slower(rowOf(), 12),
      slower(rowOf({ ref05Ns: 80_000 }), 60),
      slower(rowOf(), 13),
      slower(rowOf(), 14),
    ]
    expect(messageOf(attempts, { rows: slowHours })).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   parse, real clock, ms

      Expected at most 5 % slower than the baseline
      Received at least 12 % slower          n = 3 000 · 3 processes

                    baseline     now
      fastest          0.130   0.112  14 % faster
      p5               0.133   0.115  13 % faster
      reference p5    0.0585  0.0450  23 % faster

      In 3 processes, beside 5 of the baseline: the machine computes faster than it did for the baseline, as the reference shows. Beside that the fastest iteration is 12 % slower, and the p5 is 13 % slower. 1 more process ran while the machine was slow.

      Next step: see where the time goes: perf.measure(name, { profile: 'cpu' }, fn).
      If it has to be slower, accept it: SKILLPERF_REASON='why' npx vitest run src/parse.test.ts -u"
    `)
  })

  test('says why nobody could tell', () => {
    const reason =
      '12 % slower, 0.100 → 0.112 ms; 2 fresh attempts had no say: it ended with code 1 and no answer'
    expect(messageOf([slower(rowOf(), 12)], { reason })).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   parse, real clock, ms

      Expected at most 5 % slower than the baseline
      Received 12 % slower          n = 3 000 · 1 process

                    baseline     now
      fastest          0.100   0.112  12 % slower
      p5               0.102   0.114  12 % slower
      reference p5    0.0450  0.0450     the same

      Inconclusive: 12 % slower, 0.100 → 0.112 ms; 2 fresh attempts had no say: it ended with code 1 and no answer.

      Next step: see where the time goes: perf.measure(name, { profile: 'cpu' }, fn).
      If it has to be slower, accept it: SKILLPERF_REASON='why' npx vitest run src/parse.test.ts -u"
    `)
  })

  test('names the tools that it waits for, and errors', () => {
    const attempts = [slower(waiting, 10), slower(waiting, 12), slower(waiting, 11)]
    const run = {
      ...failures(3),
      seen: { counts: { search: callsPerIteration(2, 0.05, 300) } },
    }
    expect(messageOf(attempts, { rows: [waiting, waiting, waiting], run })).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   parse, real clock, ms

      Expected at most 5 % slower than the baseline
      Received at least 10 % slower          n = 300 · 3 processes

          baseline   now
      p5      20.1  22.3  11 % slower

      In 3 processes, beside 3 of the baseline: the lowest p5 is 10 % slower, the middle one 11 % slower. The code waits for most of its time, so that the machine's speed is left out.

      Waiting for tools, per iteration (calls that overlap add up)
        search  2 × 0.0500 ms = 0.100 ms
      Next step: search is 100 % of the waiting: call it less often, or at the same time instead of one after the other.
      If it has to be slower, accept it: SKILLPERF_REASON='why' npx vitest run src/parse.test.ts -u

      3 of 303 iterations failed (0.99 %); first, in iteration 0: Error: boom"
    `)
  })
})
