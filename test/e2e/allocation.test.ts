import { expect, test } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import { WAYS } from './support/lanes.ts'
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
  await perf.measure('asked', { iterations: 300, memory: true }, () => new Array(10_000).fill(calls++))
  await perf.measure('not asked', { iterations: 20 }, () => calls++)
})
`

test.for(WAYS)('allocations, peaks and collections: $lane, $pool', async ({ lane, pool }) => {
  const project = createProject(lane, { 'a.test.js': TESTS })
  const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=skillperf', `--pool=${pool}`])
  expect(exitCode).toBe(1)
  expect(stdout, stdout + stderr).toContain('Tests  5 failed | 5 passed (10)')
  const figures = /\b\d[\d. ]*(?= (?:B|KB|MB|collections?|calls|blocks|to)\b)|(?<=run |only )[\d.]+/g
  expect(errorMessages(stderr).map((message) => message.replace(figures, '0'))).toMatchInlineSnapshot()
  expect(stdout).toMatch(
    /· asked: allocates 80\.\d KB per iteration.* · collecting garbage took [\d.]+ % of the time: \d+ collections?, [\d.]+ ms/,
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
