import { expect, test, vi } from 'vitest'
import { garbageCollector } from '../../../src/profiler/v8/garbage-collector.ts'
import { eventLoopTurn } from '../../../src/worker/real-time.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

test('collects what nobody holds', async () => {
  const ref = new WeakRef({ text: 'a page' })
  // A reference is kept until the turn in which it was made has ended.
  await eventLoopTurn()
  garbageCollector('toNotLeakMemory')()
  expect(ref.deref()).toBeUndefined()
})

test('says what to do where there is none', async () => {
  // A copy that has not found one yet.
  vi.resetModules()
  const copy = await import('../../../src/profiler/v8/garbage-collector.ts')
  const builtin = vi.spyOn(process, 'getBuiltinModule').mockImplementation(() => {
    throw new Error('this runtime has no node:v8')
  })
  const asked = (async () => copy.garbageCollector('toNotLeakMemory'))()
  builtin.mockRestore()
  expect((await rejectionOf(asked)).message).toMatchInlineSnapshot(`
    "toNotLeakMemory has to collect garbage, and cannot do so here: Error: this runtime has no node:v8.
      Next step: run it on Node, in a project with pool: 'forks' and execArgv: ['--expose-gc']."
  `)
})
