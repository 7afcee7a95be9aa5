import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
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

  test('begins when its function takes `perf`, until it measures', () => {
    const run = testRun()
    run.touch(1_000)
    run.touch(2_000)
    expect(run.startedMs).toBe(2_000)
    run.claimName('research')
    run.touch(3_000)
    expect(run.startedMs).toBe(2_000)
  })
})
