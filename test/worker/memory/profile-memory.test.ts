import { afterEach, expect, test, vi } from 'vitest'
import { tool } from '../../../src/mocks.ts'
import { noteRunning } from '../../../src/worker/running-tests.ts'
import { eventLoopTurn } from '../../../src/worker/real-time.ts'
import { inTest } from '../../helpers/in-test.ts'
import { testRun } from '../../helpers/test-run.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

const kept: unknown[] = []
afterEach(() => {
  kept.length = 0
})

async function research(): Promise<void> {
  const response = await fetch('https://search.example/api')
  kept.push(await response.json())
}

test('a skill over mocked tools: what it keeps, and nothing of the mocks', async () => {
  const profile = await inTest(async (perf) => {
    perf.network([tool.get('https://search.example/api', { name: 'search', json: { hits: [1, 2, 3] } })])
    return perf.memory(research, { calls: 3 })
  })
  expect(profile.name).toBe('research')
  const [first] = profile.top(1)
  expect(first?.place).toMatchObject({ function: 'research', line: 15 })
  expect(first?.kinds).toContainEqual(expect.objectContaining({ name: 'Object', objects: 3 }))
  const files = profile.allocators.map(({ place }) => place?.file ?? '')
  expect(files.filter((file) => /msw|^src\//.test(file))).toStrictEqual([])
})

test('on the virtual clock, within the function', async () => {
  const profile = await inTest(async (perf) => {
    perf.network([
      tool.get('https://search.example/api', { name: 'search', latency: '1h', json: { hits: [] } }),
    ])
    return perf.memory(() => perf.virtual(research, { maxVirtual: '2h' }))
  })
  expect(profile.top(1)[0]?.place?.function).toBe('research')
})

test('is named after the test where the function has no name', async () => {
  const profile = await inTest((perf) => perf.memory(() => 1), { name: 'keeps little' })
  expect(profile.name).toBe('keeps little')
})

test('print is for the terminal of the test runner', async () => {
  vi.stubEnv('FORCE_COLOR', '1')
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await inTest(async (perf) => (await perf.memory(() => kept.push({}))).print({ top: 3 }))
  const text = String(log.mock.calls.at(-1)?.[0])
  log.mockRestore()
  vi.unstubAllEnvs()
  expect(text).toContain('\u001B[1ma test\u001B[22m   memory, exact · 1 call')
})

test('a neighbour in the process is a note', async () => {
  const neighbour = testRun({ name: 'another' })
  noteRunning(neighbour)
  const { notes } = await inTest((perf) => perf.memory(() => {}))
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
    const measuring = perf.measure('skill', { iterations: 3, warmup: 0 }, () => eventLoopTurn())
    await eventLoopTurn()
    expect((await rejectionOf(perf.memory(() => {}))).message).toBe(
      'perf.memory: "skill" is being measured, which a memory profile would slow down. Await it first.',
    )
    await measuring
    run.end()
    expect((await rejectionOf(perf.memory(() => {}))).message).toBe(
      'perf.memory: the test "a test" has ended already. Await every call on `perf` before the test returns.',
    )
  })
})
