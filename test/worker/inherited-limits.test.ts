import { expect, test } from 'vitest'
import { inheritedLimits } from '../../src/worker/inherited-limits.ts'
import { testRun } from '../helpers/test-run.ts'

test('gives measurements the limits of the options, by any of their names', () => {
  const byName = { research: { p50: 1 }, answers: { p75: 2 }, 'suite > *': { p90: 3 }, suite: { max: 4 } }
  const run = testRun({ name: 'answers', names: ['suite', 'answers'], sla: { p95: 5, byName } })
  const inherited = (name: string): unknown[] =>
    inheritedLimits(run, name).map(({ statistic, limit }) => [statistic.label, limit])
  expect(inherited('research')).toStrictEqual([
    ['p95', 5],
    ['p50', 1],
    ['p75', 2],
    ['p90', 3],
  ])
  expect(inherited('other')).toStrictEqual([
    ['p95', 5],
    ['p75', 2],
    ['p90', 3],
  ])
  expect(inheritedLimits(testRun(), 'research')).toStrictEqual([])
})
