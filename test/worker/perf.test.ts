import { describe, expect, test } from 'vitest'
import { createPerf } from '../../src/worker/perf.ts'
import { eventLoopTurn } from '../../src/worker/real-time.ts'
import { settle } from '../../src/worker/settle.ts'
import { testRun } from '../helpers/test-run.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describe('createPerf', () => {
  test('needs no `this`', async () => {
    const run = testRun()
    const { measure, network } = createPerf(run)
    expect((await measure('research', { iterations: 3, warmup: 0 }, () => {})).n).toBe(3)
    network([])[Symbol.dispose]()
  })

  test('points errors of the measurement at the call, not into skillperf', async () => {
    const run = testRun()
    const perf = createPerf(run)
    async function userCode(): Promise<void> {
      await perf.measure('research', { iterations: 3, warmup: 0, sla: { max: '1ns' } }, () => eventLoopTurn())
    }
    await userCode()
    const [error] = settle(run).errors
    const frame = error?.stack?.split('\n').find((line) => /^\s+at /.test(line))
    expect(frame).toContain('userCode')
    expect(frame).toContain('perf.test.ts')
  })

  test('refuses wrong handlers at once', () => {
    const perf = createPerf(testRun())
    expect(thrownBy(() => perf.network({} as never)).message).toMatch(
      /^perf\.network: handlers must be an array, received an empty object\. /,
    )
  })
})
