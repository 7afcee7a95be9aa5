import { expect, test, vi } from 'vitest'
import { garbageCollector } from '../../../src/worker/memory/garbage-collector.ts'
import { shared } from '../../../src/worker/process-state.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const known = shared<{ collect: unknown }>('garbage collector', () => ({ collect: undefined }))

test('collects what nobody holds', () => {
  let page: object | undefined = { text: 'a page' }
  const ref = new WeakRef(page)
  page = undefined
  // A reference is kept until the turn in which it was made has ended.
  expect(ref.deref()).toBeDefined()
  garbageCollector('toNotLeakMemory')()
  expect(typeof known.collect).toBe('function')
})

test('says what to do where there is none', () => {
  const { collect } = known
  known.collect = undefined
  const builtin = vi.spyOn(process, 'getBuiltinModule').mockImplementation(() => {
    throw new Error('this runtime has no node:v8')
  })
  try {
    expect(thrownBy(() => garbageCollector('toNotLeakMemory')).message).toMatchInlineSnapshot(`
      "toNotLeakMemory has to collect garbage, and cannot do so here: Error: this runtime has no node:v8.
        Next step: run it on Node, in a project with pool: 'forks' and execArgv: ['--expose-gc']."
    `)
  } finally {
    builtin.mockRestore()
    known.collect = collect
  }
})
