import { expect, test } from 'vitest'
import { WAYS } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

/** A pool of one worker, as libraries make it: when it is loaded, with a queue. */
const POOL = `
import { Worker } from 'node:worker_threads'
const worker = new Worker(new URL('./echo.cjs', import.meta.url))
worker.unref()
const queue = []
let current
function next() {
  current = queue.shift()
  if (current) worker.postMessage(current.message)
}
worker.on('message', (answer) => {
  current.resolve(answer)
  next()
})
export function ask(message) {
  return new Promise((resolve) => {
    queue.push({ message, resolve })
    if (!current) next()
  })
}
`

const TESTS = `
import { test, expect } from 'skillperf/test'
import { ask } from './pool.js'

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

test('a pool costs no virtual time', async ({ perf }) => {
  const work = async () => {
    await sleep(5)
    let late = false
    const watchdog = setTimeout(() => (late = true), 1_000)
    const answers = await Promise.all([ask('a'), ask('b'), ask('c')])
    clearTimeout(watchdog)
    return { answers, late }
  }
  const { value, elapsed } = await perf.virtual(work, { realIO: 'freeze' })
  expect({ value, elapsed }).toEqual({ value: { answers: ['a', 'b', 'c'], late: false }, elapsed: 5 })
})

test('what the test runner says to its own process is no I/O of the code', async ({ perf }) => {
  const { elapsed } = await perf.virtual(async () => {
    console.log('hello')
    await sleep(300)
    const { ready } = await import('./late.js')
    console.log(ready)
    await sleep(300)
  })
  expect(elapsed).toBe(1_200)
})

test('a pool may be paused for', async ({ perf }) => {
  const { elapsed } = await perf.virtual(async () => {
    setTimeout(() => {}, 1_000)
    await perf.clock.pause(ask('a'))
  })
  expect(elapsed).toBe(0)
})

test('a pool is refused', async ({ perf }) => {
  await perf.virtual(() => ask('a'))
})
`

test.for(WAYS)('threads that are there before: $lane, $pool', async ({ lane, pool }) => {
  const project = createProject(lane, {
    'pool.js': POOL,
    'echo.cjs': `
      const { parentPort } = require('node:worker_threads')
      parentPort.on('message', (message) => setTimeout(() => parentPort.postMessage(message), 30))
    `,
    'late.js': `
      await new Promise((resolve) => setTimeout(resolve, 600))
      export const ready = true
    `,
    'threads.test.js': TESTS,
  })
  const { stdout, stderr } = await runVitest(project, ['--reporter=default', `--pool=${pool}`])
  expect(stdout, stdout + stderr).toContain('Tests  1 failed | 3 passed (4)')
  const refusal = stderr.split('\n').find((line) => line.startsWith('SkillperfError: '))
  expect(refusal?.replace(/at [^,]*?pool\.js:\d+:\d+\)?/, 'at pool.js')).toBe(
    'SkillperfError: perf.virtual: real I/O: a message to a worker thread, called at pool.js. How long that takes differs from run to run. ' +
      "Hold the clock for this call, perf.clock.pause(promise), or let it cost no virtual time: realIO: 'freeze'.",
  )
})
