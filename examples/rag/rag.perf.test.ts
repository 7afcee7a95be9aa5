import { expect, test } from 'vitest'
import { embeddings, mockStore } from './mocks.ts'
import { retrieve } from './rag.ts'

const store = mockStore({
  runner: 'Vitest is a test runner.',
  clock: 'Virtual time passes at once.',
  cache: 'A cache remembers answers.',
  queue: 'A queue makes callers wait.',
})

test('retrieval asks each store once, and reads at once', async ({ perf }) => {
  perf.network([embeddings()])

  const run = await perf.measure('retrieve', { clock: 'virtual', iterations: 300 }, ({ signal }) =>
    retrieve(store, 'What is a test runner?', signal),
  )

  expect(run).toHaveP95Below(250)
  expect(run.counts['embeddings']).toMatchObject({ perIteration: { max: 1 } })
  expect(run.counts['vector_search']).toMatchObject({ perIteration: { max: 1 }, errors: 0 })
  expect(run.counts['read_passage']).toMatchObject({ perIteration: { max: 3 }, atOnce: 3 })
  // Embed, search, read: the passages are read at the same time.
  expect(run.seen.serialDepth.perIteration.max).toBe(3)
})

test('finds what was asked for', async ({ perf }) => {
  perf.network([embeddings()])
  const { value } = await perf.virtual(() => retrieve(store, 'Is Vitest a test runner?'))
  expect(value[0]).toBe('Vitest is a test runner.')
})
