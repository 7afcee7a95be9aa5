import { expect, test } from 'vitest'
import { SOAK } from '../helpers/soak.ts'
import { REAL_MEMORY, WAYS, laneInTurn } from './support/lanes.ts'
import { errorMessages } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

/** Each keeps something with every call. */
const LEAKY = `
import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'

let calls = 0
const numbers = []
const seen = new Set()
const buffers = []
const views = []
const slices = []
const titles = []
const rare = []
const bus = new EventEmitter().setMaxListeners(0)
const sessions = new Map()
const events = []
let dropped = Array.from({ length: 40_000 }, () => ({ some: 'thing' }))

const LEAKS = {
  smallIntegers: () => void numbers.push(calls++),
  setOfIntegers: () => void seen.add(calls++),
  buffersOffHeap: () => void buffers.push(Buffer.alloc(256)),
  arrayBuffers: () => void views.push(new ArrayBuffer(4_096)),
  pooledSlices() {
    Buffer.allocUnsafe(2_000)
    slices.push(Buffer.allocUnsafe(16))
  },
  slicesOfStrings: () => void titles.push(Buffer.from(\`\${calls++}\${'x'.repeat(4_000)}\`).toString('latin1').slice(10, 40)),
  oneInHundred: () => calls++ % 100 === 0 && rare.push({ calls, context: new Array(200).fill(calls) }),
  listeners() {
    const context = { id: calls++ }
    bus.on('change', () => context.id)
  },
  async sessionsOfRequests() {
    await null
    sessions.set(\`session \${calls++}\`, { id: calls, data: [calls] })
  },
  fallsOnce() {
    events.push({ id: calls++ })
    if (events.length === 1_000) dropped = undefined
  },
}

const names = Object.keys(LEAKS).filter(isChosen)
test.for(names)('finds %s', { timeout: 90_000 }, async (name) => {
  await expect(LEAKS[name]).not.toNotLeakMemory({ maxTime: '60 s' })
})

const large = new Map()
function cacheLarge() {
  large.set(calls++, { calls })
  if (large.size > 50_000) large.delete(large.keys().next().value)
}

test.runIf(isChosen('', 0))('takes a cache of 50 000 for one, and says how to go on', { timeout: 90_000 }, async () => {
  await expect(expect(cacheLarge).toNotLeakMemory({ maxTime: '60 s' })).rejects.toThrow(
    /Next step: take out of .* what is no longer needed\\. If it is a bounded cache, set \`warmup\` above its capacity; it has more than [\\d ]+ entries if each call adds one\\.$/,
  )
  await expect(cacheLarge).toNotLeakMemory({ warmup: 60_000, maxTime: '60 s' })
})
`

/** None keeps anything for long. */
const CLEAN = `
import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'

let calls = 0
const recent = new Map()
const memo = new Map()
const live = new Map()
const ended = new FinalizationRegistry((id) => void live.delete(id))
const bus = new EventEmitter()
const boundedTo = (entries) => () => {
  recent.set(calls++, { calls })
  while (recent.size > entries) recent.delete(recent.keys().next().value)
}

const CLEAN = {
  cacheOf500: boundedTo(500),
  cacheOf4000: boundedTo(4_000),
  clearedAt1300() {
    if (memo.size >= 1_300) memo.clear()
    memo.set(calls++, { calls, values: [1, 2, 3] })
  },
  compiledFunctions: () => new Function(\`return \${calls++}\`)(),
  compiledPatterns: () => new RegExp(\`a\${calls++ % 5_000}+\`).test('a1'),
  finalizers() {
    const handle = { id: calls++ }
    live.set(handle.id, new WeakRef(handle))
    ended.register(handle, handle.id)
  },
  buffers: () => Buffer.alloc(16_384).length,
  consoleOutput: () => console.log(\`line \${calls++}\`),
  promises: async () => (await Promise.all([1, 2, 3].map(async (value) => value))).length,
  listenersThatLeave() {
    const hear = () => calls++
    bus.on('change', hear).emit('change')
    bus.off('change', hear)
  },
}

const names = Object.keys(CLEAN).filter(isChosen)
test.for(names)('passes %s', { timeout: 90_000 }, async (name) => {
  await expect(CLEAN[name]).toNotLeakMemory({ maxTime: '60 s' })
})
`

/** Of these cases every third: `npm run bench -- leaks` has them all, and many more, and counts how often they are called wrong. */
const SHARE = 3

test.for(WAYS.map((way, nth) => ({ ...way, nth })))(
  'finds what is kept: $lane, $pool',
  REAL_MEMORY,
  async ({ lane, pool, nth }) => {
    const choice = `const isChosen = (_, i) => ${SOAK} || i % ${SHARE} === ${nth}\n`
    const files = { 'leaky.test.js': choice + LEAKY, 'clean.test.js': choice + CLEAN }
    const project = createProject(lane, files)
    const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=skillperf', `--pool=${pool}`])
    expect(exitCode, stdout + stderr).toBe(0)
    const told = nth === 0 ? '9 passed (9)' : '6 passed | 1 skipped (7)'
    expect(stdout).toContain(`Tests  ${SOAK ? '21 passed (21)' : told}`)
  },
)

const USE = `
import { fixed, tool } from 'skillperf/mocks'
import { describe, expect, test, vi } from 'vitest'

const kept = []
const leak = () => void kept.push(new Array(100).fill(0))
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

test('tells all', { timeout: 90_000 }, async () => {
  await expect(leak).toNotLeakMemory({ maxTime: '60 s' })
})

test('forgotten', () => {
  expect(leak).toNotLeakMemory()
})

test('forgotten, of another', () => {
  expect(() => sleep(200)).toNotBlockEventLoop('30 s')
})

test.concurrent('concurrent', async ({ expect }) => {
  await expect(leak).toNotLeakMemory()
})

test('slow', async () => {
  await expect(() => sleep(2_000)).toNotLeakMemory()
})

test('not that much time', async () => {
  await expect(leak).toNotLeakMemory({ maxTime: '1min' })
})

const mock = vi.fn((id) => ({ id }))
test('a mock', { timeout: 90_000 }, async () => {
  const calls = mock.mock.calls
  await expect(expect(() => mock(7)).toNotLeakMemory()).rejects.toThrow('Received memory kept')
  expect(mock.mock.calls).toBe(calls)
  expect(calls.length).toBeGreaterThan(200)
  await expect(() => mock(7)).toNotLeakMemory({ between: () => mock.mockClear() })
})

test('virtual', { timeout: 90_000, meta: { skillperf: { clock: 'virtual' } } }, async ({ perf }) => {
  const network = perf.network([
    tool.get('https://search.example/', { name: 'web_search', latency: fixed(60_000), json: { hits: [1, 2, 3] } }),
  ])
  const search = async () => (await fetch('https://search.example/')).json()
  await search()
  await expect(search).toNotLeakMemory()
  expect(network.calls).toHaveLength(1)
  const pages = []
  await expect(async () => pages.push(await search())).not.toNotLeakMemory()
})

test('goes on after a forgotten one', { timeout: 90_000 }, async () => {
  await expect(() => 1).toNotLeakMemory()
})
`

test.for(WAYS)('says what is wrong: $lane, $pool', REAL_MEMORY, async ({ lane, pool }) => {
  const project = createProject(lane, { 'use.test.js': USE })
  const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=skillperf', `--pool=${pool}`])
  expect(exitCode).toBe(1)
  expect(stdout, stdout + stderr).toContain('Tests  6 failed | 3 passed (9)')
  const [told = '', ...others] = errorMessages(stderr)
  expect(told).toMatch(
    /^Error: expect\(fn\)\.toNotLeakMemory\(\{ maxTime: "60 s" \}\) {3}real clock\n\nExpected memory kept {2}< [\d. ]+ B per call\nReceived memory kept {4}[\d.]+ K?B per call {10}\d+ blocks × [\d ]+ calls, after \d+ of warm-up; resolution [\d.]+ B\n\n {2}heap/,
  )
  expect(told).toContain('allocated in  leak (use.test.js:')
  expect(told).toContain('Next step: take out of ')
  expect(others.map((message) => message.replace(/(?<!\w)\d(?:[\d_.]| (?=\d))*(?<!\.)/g, '0')))
    .toMatchInlineSnapshot(`
    [
      "SkillperfError: toNotLeakMemory was still running when the test ended, which would have passed whatever it finds. Await it: await expect(fn).toNotLeakMemory(…).",
      "SkillperfError: toNotBlockEventLoop was still running when the test ended, which would have passed whatever it finds. Await it: await expect(fn).toNotBlockEventLoop(…).",
      "SkillperfError: toNotLeakMemory: this test is concurrent, and what the tests beside it keep would be taken for what this function keeps. Take .concurrent away from the test and its describe (or \`sequence.concurrent\` from the config).",
      "SkillperfError: toNotLeakMemory: a call takes 0 ms, and collecting garbage 0 ms: 0 times both and the warm-up need 0 ms, but it may take no more than 0 ms. Give it more time: test(name, { timeout: 0 }, fn), and maxTime if you have set it. Or hand it less work.",
      "SkillperfError: toNotLeakMemory: \`maxTime\` is 0 ms, but only 0 ms are left of the test's timeout of 0 ms. Give the test more, test(name, { timeout: 0 }, fn), or toNotLeakMemory less.",
    ]
  `)
  expect(stderr).not.toContain('Unhandled')
})

test.for(laneInTurn())('without our setup the matcher works alone (%s)', REAL_MEMORY, async (lane) => {
  const project = createProject(lane, {
    'alone.test.js': `
import { expect, test } from 'vitest'
import * as matchers from 'skillperf/matchers'
expect.extend(matchers)
const kept = []
test('alone', { timeout: 90_000 }, async () => {
  await expect(() => kept.push({})).not.toNotLeakMemory()
  await expect(() => 1).toNotLeakMemory()
})
`,
  })
  const { exitCode, stdout, stderr } = await runVitest(project, [])
  expect(exitCode, stdout + stderr).toBe(0)
})
