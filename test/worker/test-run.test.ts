import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import { percentile } from '../../src/core/statistic.ts'
import { judge } from '../../src/core/verdict.ts'
import { outcomeOf } from '../../src/worker/test-run.ts'
import type { TestRun } from '../../src/worker/test-run.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'
import { testRun } from '../helpers/test-run.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describe('TestRun', () => {
  test('is running until it ends', () => {
    const run = testRun({ name: 'answers\nwell' })
    expect(() => run.requireRunning('perf.measure')).not.toThrow()
    run.end()
    expect(run.ended).toBe(true)
    const error = thrownBy(() => run.requireRunning('perf.measure "research"'))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(
      'perf.measure "research": the test "answers well" has ended already. Await every call on `perf` before the test returns.',
    )
  })

  test('gives each name away once', () => {
    const run = testRun()
    run.claimName('research')
    run.claimName('Research')
    expect(thrownBy(() => run.claimName('research')).message).toBe(
      'perf.measure: this test has a measurement named "research" already, and reports tell measurements apart by name. Give this one a name of its own: perf.measure(name, fn).',
    )
  })

  test('its end stops what is being measured, and closes the network, once', () => {
    const run = testRun()
    const events: string[] = []
    run.measuring = {
      name: 'research',
      place: new Error('place'),
      stop: (reason) => events.push(`stop: ${reason.message}`),
    }
    run.network = {
      calls: [],
      names: [],
      use() {},
      resetHandlers() {},
      [Symbol.dispose]: () => events.push('dispose'),
    }
    run.end()
    run.end()
    expect(events).toStrictEqual(['stop: The test has ended.', 'dispose'])
  })

  test('takes pass and fail for their opposites under .not, and nothing else', () => {
    const run = measurementOf(range(1, 100))
    const outcomes = [200, 95, 20].map((limit) =>
      [false, true].map((negated) =>
        outcomeOf({
          verdict: judge(run, { statistic: percentile(95, 'here'), limit }),
          negated,
          source: 'matcher',
        }),
      ),
    )
    expect(outcomes).toStrictEqual([
      ['pass', 'fail'],
      ['inconclusive', 'inconclusive'],
      ['fail', 'pass'],
    ])
  })

  describe('the time that it leaves', () => {
    const usedAt = (run: TestRun, nowMs: number): number => run.timeAt(nowMs).usedMs

    test('begins with its function, whenever that takes `perf`', () => {
      const run = testRun({ timeoutMs: 5_000 })
      run.beginHooks()
      run.touch(500)
      expect(run.timeAt(900)).toStrictEqual({ timeoutMs: 0, usedMs: 0 })
      run.claimName('in a hook')
      run.beginFunction(1_000)
      run.touch(2_000)
      expect(run.timeAt(3_000)).toStrictEqual({ timeoutMs: 5_000, usedMs: 2_000 })
      run.beginHooks()
      expect(run.timeAt(3_500)).toStrictEqual({ timeoutMs: 0, usedMs: 0 })
    })

    test('of a concurrent one begins when its function first takes `perf`: it may have waited', () => {
      const run = testRun({ timeoutMs: 5_000, concurrent: true })
      run.beginHooks()
      run.touch(500)
      run.beginFunction(1_000)
      run.touch(2_000)
      run.touch(3_000)
      expect(usedAt(run, 4_000)).toBe(2_000)
    })

    test('begins with the last taking before it measures, where nobody tells of hooks', () => {
      const run = testRun({ timeoutMs: 5_000 })
      run.touch(1_000)
      run.touch(2_000)
      expect(usedAt(run, 2_500)).toBe(500)
      run.claimName('research')
      run.touch(3_000)
      expect(usedAt(run, 3_500)).toBe(1_500)
    })
  })
})
