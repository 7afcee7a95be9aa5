import { expect, test } from 'vitest'
import { RepeatedCalls } from '../../../src/worker/memory/repeat-calls.ts'
import { scopes } from '../../../src/worker/scope.ts'
import { fixed, tool } from '../../../src/mocks.ts'
import { withMocks } from '../../helpers/mocked-test.ts'
import { testRun } from '../../helpers/test-run.ts'

const outside = { test: undefined, seed: 1 }

test('calls one after another, each to its end', async () => {
  const log: string[] = []
  let calls = 0
  const code = new RepeatedCalls(async () => {
    const call = calls++
    log.push(`begin ${call}`)
    await Promise.resolve()
    log.push(`end ${call}`)
  }, outside)
  await code.repeat(2)
  await code.repeat(1)
  expect(log).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2'])
})

test('reads streams, and what promises bring, to the end', async () => {
  let items = 0
  const stream = async function* (): AsyncGenerator<number> {
    yield 1
    items++
  }
  await new RepeatedCalls(stream, outside).repeat(3)
  await new RepeatedCalls(() => Promise.resolve(stream()), outside).repeat(3)
  expect(items).toBe(6)
})

test('ends where it is stopped', async () => {
  let calls = 0
  const code = new RepeatedCalls(() => {
    if (++calls === 3) code.stopped = true
  }, outside)
  await code.repeat(10)
  expect(calls).toBe(3)
})

test('tells of each call', async () => {
  let progress = 0
  await new RepeatedCalls(() => 1, { ...outside, progress: () => progress++ }).repeat(4)
  expect(progress).toBe(4)
})

test('has no scope of its own without mocks', async () => {
  const seen = new Set<unknown>()
  await new RepeatedCalls(() => seen.add(scopes.getStore()), { test: testRun(), seed: 1 }).repeat(2)
  expect(seen.size).toBe(1)
})

test('leaves nothing of calls to mocks behind', async () => {
  const { network, run } = withMocks(
    tool.get('https://a.example/', { name: 'a', latency: fixed(0), json: {} }),
  )
  const call = async (): Promise<unknown> => (await fetch('https://a.example/')).json()
  const logs = new Set<unknown>()
  const code = new RepeatedCalls(
    () => {
      logs.add(scopes.getStore()?.iteration?.calls)
      return call()
    },
    { test: run, seed: 1 },
  )
  await scopes.run({ test: run }, call)
  await code.repeat(3)
  expect(logs.size).toBe(3)
  expect(network.calls).toHaveLength(1)
  expect(run.loose.calls).toHaveLength(1)
})
