import { expect, test } from 'vitest'
import { WAYS } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

/** What goes to production: it knows of no test. */
const RESEARCH = `
import { span, startSpan, trace } from 'skillperf/profiler'

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const search = trace('search', (ms) => sleep(ms))

export async function research() {
  const plan = startSpan('plan')
  await sleep(20)
  plan.end()
  await Promise.all([search(50), search(30), span('cache', () => sleep(5))])
  return span('answer', async () => {
    await span('model', () => sleep(25))
    await sleep(5)
  })
}
`

const TESTS = `
import { expect, test } from 'skillperf/test'
import { span } from 'skillperf/profiler'
import { research } from './research.js'

const draw = ({ name, startMs, endMs, children }) =>
  [name, startMs, endMs, ...(children.length === 0 ? [] : [children.map(draw)])]

test('virtual', async ({ perf }) => {
  expect(perf.span).toBe(span)
  const run = await perf.measure('research', { clock: 'virtual', iterations: 50, concurrency: 7 }, research)
  expect(run.spans.trees.length).toBe(50)
  for (const { root } of run.spans.trees) {
    expect(draw(root)).toEqual(['research', 0, 100, [
      ['plan', 0, 20],
      ['search', 20, 70],
      ['search', 20, 50],
      ['cache', 20, 25],
      ['answer', 70, 100, [['model', 70, 95]]],
    ]])
  }
  expect(run.spans.operations.map(({ name, criticalShare }) => [name, Math.round(criticalShare * 100)])).toEqual([
    ['search', 50], ['model', 25], ['plan', 20], ['answer', 5], ['research', 0], ['cache', 0],
  ])
  expect(run.span('search')).toHaveMaxBelow(50.001)
  expect(run.span('search').n).toBe(100)
})

test.concurrent.for(['a', 'b', 'c'])('beside others, on the real clock: %s', async (name, { perf, expect }) => {
  const run = await perf.measure(name, { iterations: 5, warmup: 1 }, () => perf.span('in ' + name, research))
  expect(run.spans.iterations).toBe(5)
  expect(run.spans.total).toBe(5 * 8)
  expect(run.span('in ' + name).n).toBe(5)
  for (const { root } of run.spans.trees) {
    expect(root.children.map((child) => child.name)).toEqual(['in ' + name])
    expect(root.children[0].children.map((child) => child.name)).toEqual(['plan', 'search', 'search', 'cache', 'answer'])
  }
})
`

test.for(WAYS)('spans of production code: $lane, $pool', async ({ lane, pool }) => {
  const project = createProject(lane, { 'research.js': RESEARCH, 'spans.test.js': TESTS })
  const { stdout, stderr, exitCode } = await runVitest(project, ['--reporter=default', `--pool=${pool}`])
  expect(stdout, stdout + stderr).toContain('Tests  4 passed (4)')
  expect(exitCode).toBe(0)
})
