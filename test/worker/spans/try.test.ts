import { expect, test } from 'vitest'
import { span } from '../../../src/profiler.ts'
import { measure } from '../../../src/worker/measure.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { placeOf, testRun } from '../../helpers/test-run.ts'

installClockShims()
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
for (const clock of ['virtual', 'real'] as const)
  test('spans ' + clock, async () => {
    const run = await measure(
      testRun(),
      [
        'virtual',
        { clock, iterations: 10, warmup: 0 },
        async () => {
          await Promise.all([span('a', () => sleep(30)), span('b', () => sleep(20))])
          await span('c', async () => {
            await span('d', () => sleep(5))
            await sleep(5)
          })
        },
      ],
      placeOf(),
    )
    console.log(
      JSON.stringify(run.spans.median?.root, null, 1),
      run.spans.operations,
      run.spans.iterations,
      run.span('a').p50,
    )
    expect(run.span('a').n).toBe(10)
  })
