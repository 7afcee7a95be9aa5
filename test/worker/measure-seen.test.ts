import { expect, test } from 'vitest'
import type { MockHost } from '../../src/core/calls/mocked-call.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import type { IterationContext } from '../../src/core/options/measure-options.ts'
import { createHost } from '../../src/worker/calls/host.ts'
import { currentClock } from '../../src/worker/current-clock.ts'
import { measure } from '../../src/worker/measure.ts'
import { installClockShims } from '../../src/worker/virtual/shims/install.ts'
import { placeOf, testRun } from '../helpers/test-run.ts'

installClockShims()

/** A streamed answer of three tokens: the first after `ttftMs`, the others 20 ms apart. */
async function answer(host: MockHost, ttftMs: number): Promise<void> {
  const call = host.call('llm', { kind: 'llm', method: 'POST', url: 'https://llm.example/v1' })
  await host.clock.sleep(ttftMs)
  call.tokens(1)
  for (let token = 1; token < 3; token++) {
    await host.clock.sleep(20)
    call.tokens(1)
  }
  call.usage({ input: 100, output: 3, model: 'gpt-x' })
  call.end({ status: 200 })
}

/** Four iterations with a first token after 300, 500, 700 and 900 virtual ms. */
function chat(options: object): Promise<Measurement> {
  const run = testRun()
  const host = createHost(run, currentClock(run), () => {})
  const fn = ({ iteration }: IterationContext): Promise<void> => answer(host, 300 + iteration * 200)
  return measure(run, ['chat', { clock: 'virtual', iterations: 4, ...options }, fn], placeOf())
}

test('a measurement has the times of streamed answers, exact on the virtual clock', async () => {
  const run = await chat({})
  expect([...run.ttft.samples]).toStrictEqual([300, 500, 700, 900])
  expect([...run.interTokenLatency.samples]).toStrictEqual(Array.from({ length: 8 }, () => 20))
  expect([...run.timePerOutputToken.samples]).toStrictEqual([20, 20, 20, 20])
  expect(run.tokensPerSecond).toBe(50)
  expect(run.tokens.total).toMatchObject({ total: 412, perIteration: { min: 103, max: 103 } })
  expect([run.goodput, run.sloAttainment]).toStrictEqual([undefined, undefined])
})

test.for([
  [{ ttft: 500 }, 2],
  [{ ttft: '300ms' }, 1],
  [{ duration: 740 }, 3],
  [{ timePerOutputToken: 20 }, 4],
  [{ timePerOutputToken: 19, ttft: '1s' }, 0],
  [{ ttft: 900, duration: 540 }, 2],
] as const)('the objectives %o are kept by %d of 4 calls', async ([slo, kept]) => {
  const run = await chat({ slo })
  expect(run.sloAttainment).toBe(kept / 4)
  // 340 + 540 + 740 + 940 ms.
  expect(run.goodput).toBe((kept / 2_560) * 1_000)
})

test('an objective that is none is refused, with the place', async () => {
  await expect(chat({ slo: { ttft: -1 } })).rejects.toThrow(
    'perf.measure "chat" `slo`: `ttft` must be above 0 ms and finite, received -1. ' +
      "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.",
  )
})
