import { SkillProfiler } from 'skillperf/profiler'
import { expect, test } from 'vitest'
import { compare } from './compare.ts'
import { shopMocks } from './mocks.ts'

test('what a comparison spends its time on', async ({ perf }) => {
  perf.network(shopMocks())

  const run = await perf.measure('compare', { clock: 'virtual', iterations: 500 }, ({ signal }) =>
    compare('a lamp', signal),
  )

  expect(run).toHaveP95Below('1.5s')
  // Each span is judged like the measurement itself.
  expect(run.span('find shops')).toHaveP95Below('400ms')
  expect(run.span('ask a shop')).toHaveP99Below('2s')
  expect(run.span('ask a shop').n).toBe(1_500)

  // The shops are asked at the same time: three at once, in each iteration.
  const asked = run.spans.operations.find(({ name }) => name === 'ask a shop')
  expect(asked).toMatchObject({ perIteration: 3, atOnce: 3, errors: 0 })
})

test('the tree of one comparison', async ({ perf }) => {
  perf.network(shopMocks())
  const run = await perf.measure('one', { clock: 'virtual', iterations: 1 }, () => compare('a lamp'))

  const tree = run.spans.slowest?.root
  expect(tree?.children.map(({ name }) => name)).toEqual([
    'find shops',
    'ask a shop',
    'ask a shop',
    'ask a shop',
    'sort',
  ])
  expect(tree?.children[0]).toMatchObject({ attributes: { shops: 3 }, children: [{ name: 'search_api' }] })
})

test('the same spans, without a measurement', async ({ perf }) => {
  perf.network(shopMocks())
  const profiler = new SkillProfiler('compare')

  await profiler.span('compare', () => compare('a lamp'))

  expect(profiler.report().operations.map(({ name }) => name)).toContain('ask a shop')
})
