import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AllocatorTallies } from '../../../src/core/memory/allocator-tallies.ts'
import { memoryFigures } from '../../../src/core/memory/memory-figures.ts'
import { MemoryProfile } from '../../../src/core/memory/memory-profile.ts'
import { readMemoryProfile } from '../../../src/profiler/memory/read-memory-profile.ts'
import type { MemoryHarness } from '../../../src/profiler/memory/run-memory-profile.ts'
import { profileMemoryHere } from '../../../src/worker/memory/profile-memory.ts'
import { noteRunning } from '../../../src/worker/running-tests.ts'
import type { TestRun } from '../../../src/worker/test-run.ts'
import { inTest } from '../../helpers/in-test.ts'
import { testRun } from '../../helpers/test-run.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

// What V8 tells is the profiler's own test: here, another thread might be profiling, too.
const taken: MemoryHarness[] = []
const profiler = {
  readMemoryProfile,
  profileInProgram: () => Promise.reject(new Error('not in a test')),
  runMemoryProfile: async (fn: () => unknown, _options: unknown, harness: MemoryHarness) => {
    taken.push(harness)
    await fn()
    await harness.turn()
    const about = { name: harness.name, method: 'exact', calls: 1, snapshot: undefined } as const
    const figures = memoryFigures(new AllocatorTallies(), { ...about, notes: harness.notes() })
    return new MemoryProfile(figures, harness.write)
  },
}

function profileIn(run: TestRun, ...args: readonly unknown[]): Promise<MemoryProfile> {
  return profileMemoryHere(run, args, profiler)
}

beforeEach(() => {
  taken.length = 0
})
afterEach(() => {
  vi.unstubAllEnvs()
})

test('is named after the function, or else after the test', async () => {
  const run = testRun({ name: 'keeps little' })
  expect((await profileIn(run, function research() {})).name).toBe('research')
  expect((await profileIn(run, () => {})).name).toBe('keeps little')
})

test('each profile of a test has a heap snapshot of its own', async () => {
  const run = testRun({ name: 'keeps little' })
  await profileIn(run, () => {})
  await profileIn(run, () => {})
  expect(taken.map(({ snapshotPath }) => snapshotPath.replace(/--[0-9a-f]{8}\./, '.'))).toStrictEqual([
    '.vitest/skillperf/profiles/skill.test.ts--keeps-little--memory.heapsnapshot',
    '.vitest/skillperf/profiles/skill.test.ts--keeps-little--memory-2.heapsnapshot',
  ])
})

test.for([
  ['1', '\u001B[1ma test\u001B[22m   memory, exact · 1 call'],
  ['0', 'a test   memory, exact · 1 call'],
] as const)('prints for the terminal of the test runner (FORCE_COLOR=%s)', async ([color, title]) => {
  vi.stubEnv('NO_COLOR', undefined)
  vi.stubEnv('FORCE_COLOR', color)
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const profile = await profileIn(testRun(), () => {})
  profile.print()
  const [[text] = []] = log.mock.calls
  log.mockRestore()
  expect(String(text).split('\n')[0]).toBe(title)
})

test.for(['before', 'meanwhile'])('a neighbour in the process is a note (%s)', async (when) => {
  const neighbour = testRun({ name: 'another' })
  if (when === 'before') noteRunning(neighbour)
  const { notes } = await profileIn(testRun(), () => noteRunning(neighbour))
  neighbour.end()
  expect(notes).toStrictEqual([
    'Another test was running in this process: what it has allocated is in the figures, too.',
  ])
})

test('refuses what is no function, and wrong options', async () => {
  await inTest(async (perf) => {
    expect((await rejectionOf(perf.memory(Promise.resolve() as never))).message).toBe(
      'perf.memory: `fn` must be a function, received an instance of Promise. Write perf.memory(() => research(query)): a function to call, not its result.',
    )
    expect((await rejectionOf(perf.memory(() => {}, { call: 1 } as never))).message).toBe(
      'perf.memory: unknown option `call`. Did you mean `calls`? Known: calls, warmup, method, snapshot.',
    )
  })
})

test('not while something is measured, nor after the test', async () => {
  await inTest(async (perf, run) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const measuring = perf.measure('skill', { iterations: 3, warmup: 0 }, () => promise)
    await vi.waitUntil(() => run.measuring !== undefined)
    expect((await rejectionOf(perf.memory(() => {}))).message).toBe(
      'perf.memory: "skill" is being measured, which a memory profile would slow down. Await it first.',
    )
    resolve()
    await measuring
    run.end()
    expect((await rejectionOf(perf.memory(() => {}))).message).toBe(
      'perf.memory: the test "a test" has ended already. Await every call on `perf` before the test returns.',
    )
  })
})
