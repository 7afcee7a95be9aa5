import { expect, test } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import { REAL_MEMORY, WAYS } from './support/lanes.ts'
import { errorMessages } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

const TESTS = `
import { createReadStream, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const FILE = new URL('./pages.txt', import.meta.url)
writeFileSync(FILE, 'a line of text\\n'.repeat(1_000_000))
let calls = 0

async function countAtOnce() {
  const text = await readFile(FILE, 'utf8')
  return text.split('\\n').length
}

async function countInPieces() {
  let lines = 0
  for await (const piece of createReadStream(FILE)) for (const byte of piece) if (byte === 10) lines++
  return lines
}

test('objects', { timeout: 20_000 }, async () => {
  await expect(() => ({ a: calls++ })).toAllocateBelow('33 B')
  await expect(() => ({ a: calls++ })).not.toAllocateBelow('31 B')
  await expect(async () => ({ a: calls++ })).toAllocateBelow('1KB')
})

test('buffers', { timeout: 20_000 }, async () => {
  await expect(() => Buffer.alloc(100_000)).toAllocateBelow('102KB')
  await expect(() => Buffer.alloc(100_000)).not.toAllocateBelow('99KB')
})

test('too much', { timeout: 20_000 }, async () => {
  await expect(() => new Array(1_000).fill(calls++)).toAllocateBelow('2KB')
})

test('streams', { timeout: 30_000 }, async () => {
  await expect(countInPieces).toHavePeakHeapBelow('10MB')
  await expect(countAtOnce).not.toHavePeakHeapBelow('10MB')
})

test('holds too much', { timeout: 30_000 }, async () => {
  await expect(countAtOnce).toHavePeakHeapBelow('10MB')
})

test('forgotten', () => {
  expect(() => 1).toAllocateBelow('1KB')
})

test.concurrent('concurrent', async ({ expect }) => {
  await expect(() => 1).toHavePeakHeapBelow('1KB')
})

test('not that much time', async () => {
  await expect(() => 1).toAllocateBelow('1KB', { maxTime: '1min' })
})

test('goes on after a forgotten one', async () => {
  await expect(() => 1).toAllocateBelow('1KB')
  await expect(() => 1).toHavePeakHeapBelow('1MB')
})

test('measured', async ({ perf }) => {
  await perf.measure('asked', { iterations: 2_000, memory: true }, () => new Array(10_000).fill(calls++))
  await perf.measure('not asked', { iterations: 20 }, () => calls++)
})
`

test.for(WAYS)('allocations, peaks and collections: $lane, $pool', REAL_MEMORY, async ({ lane, pool }) => {
  const project = createProject(lane, { 'a.test.js': TESTS })
  const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=skillperf', `--pool=${pool}`])
  expect(exitCode).toBe(1)
  expect(stdout, stdout + stderr).toContain('Tests  5 failed | 5 passed (10)')
  // Neither how much it is, nor of which unit.
  const sizes = /\b\d[\d. ]* (?:B|KB|MB)\b/g
  const figures =
    /\b\d[\d ]*(?= (?:collections?|calls|blocks|to warm up)\b)|(?<=run |only )\d[\d ]*(?= ms|,)/g
  const messages = errorMessages(stderr).map((message) =>
    message
      .replace(sizes, '0 B')
      .replace(figures, '0')
      .replace(/ +(?=0 B)/g, ' '),
  )
  expect(messages).toMatchInlineSnapshot(`
    [
      "Error: expect(fn).toAllocateBelow("2KB")   bytes per call

    Expected allocation  < 0 B
    Received allocation 0 B 0 B to 0 B · 0 calls in 0 blocks, after 0 to warm up · resolution 0 B

      heap 0 B
      off-heap 0 B   buffers, and what else objects hold outside of the heap

    Next step: look for copies: spreads, slices, \`concat\`, JSON there and back, closures made in each call. \`(await perf.memory(fn)).print()\` names the functions that allocate most.",
      "Error: expect(fn).toHavePeakHeapBelow("10MB")   what could be reached at once, above the 0 B before

    Expected peak  < 0 B
    Received peak  ≥ 0 B 0 B to 0 B · run 0, 0 collections · 0 B allocated

      heap 0 B
      off-heap 0 B   buffers, and what else objects hold outside of the heap
      held when it had returned 0 B

    Next step: it holds everything at once: read and hand on piece by piece, with \`for await\` over a stream or a generator, instead of gathering into an array, a string or a Buffer first.",
      "SkillperfError: toAllocateBelow was still running when the test ended, which would have passed whatever it finds. Await it: await expect(fn).toAllocateBelow(…).",
      "SkillperfError: toHavePeakHeapBelow: this test is concurrent, and what the tests beside it keep would be taken for what this function keeps. Take .concurrent away from the test and its describe (or \`sequence.concurrent\` from the config).",
      "SkillperfError: toAllocateBelow: \`maxTime\` is 60 000 ms, but only 0 ms are left of the test's timeout of 5 000 ms. Give the test more, test(name, { timeout: 65_000 }, fn), or toAllocateBelow less.",
    ]
  `)
  expect(stdout).toMatch(
    /· asked: allocates 8\d\.\d KB per iteration.* · collecting garbage took [\d.]+ % of the time: \d+ collections?, [\d.]+ ms/,
  )
  const report = JSON.parse(project.read('.vitest/skillperf/report.json')) as Report
  const [asked, other] = report.files.flatMap((file) =>
    file.tests.flatMap((one) => one.tries.flatMap((attempt) => attempt.measurements)),
  )
  expect(asked?.allocated?.heapBytes).toBeGreaterThan(80_000)
  expect(asked?.gc?.collections).toBeGreaterThan(0)
  expect(other?.allocated).toBeUndefined()
  expect(other?.gc).toBeDefined()
})
