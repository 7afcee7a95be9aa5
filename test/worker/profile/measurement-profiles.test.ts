import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Measurement } from '../../../src/core/measurement.ts'
import { span } from '../../../src/profiler.ts'
import { measure } from '../../../src/worker/measure.ts'
import type { CpuProfile, HeapNode, HeapProfile } from '../../../src/profiler/v8/v8-profiles.ts'
import { realTime } from '../../../src/worker/real-time.ts'
import { TestRun } from '../../../src/worker/test-run.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { placeOf } from '../../helpers/test-run.ts'
import { allocate, busyFor, busyToo } from './busy.ts'

installClockShims()

const SOURCE = new URL('busy.ts', pathToFileURL(import.meta.filename)).href
let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'profiles-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function profiled(options: object, fn: () => unknown, attempts?: 'here'): Promise<Measurement> {
  const info = {
    name: 'works',
    names: ['works'],
    file: join(root, 'skill.test.ts'),
    nth: 0,
    timeoutMs: 0,
    concurrent: false,
  }
  const shared = { seed: 1, sla: undefined, inconclusive: 'warn', root } as const
  const run = new TestRun(info, realTime.now(), { ...shared, ...(attempts && { attempts }) })
  return measure(run, ['skill', { iterations: 2, warmup: 0, ...options }, fn], placeOf())
}

function readFile(run: Measurement, kind: string): unknown {
  const path = run.files.find((file) => file.kind === kind)?.path ?? ''
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as unknown
}

test.for([
  // What was compiled before somebody profiled is not named where V8 has inlined it: each has a function of its own.
  ['real', busyFor, 6],
  ['virtual', busyToo, 13],
] as const)(
  'on the %s clock a CPU profile names the functions, files and lines that the user wrote, compiled ones too',
  async ([clock, busy, line]) => {
    const run = await profiled({ clock, profile: 'cpu', warmup: 10 }, () => busy(30, realTime.now))
    expect(run.files.map(({ kind }) => kind)).toStrictEqual(['cpu profile'])
    const { nodes } = readFile(run, 'cpu profile') as CpuProfile
    const node = nodes.find(({ callFrame }) => callFrame.functionName === busy.name)
    // Lines from 0 for functions, from 1 for ticks.
    expect(node?.callFrame).toMatchObject({ url: SOURCE, lineNumber: line })
    expect([line + 2, line + 3, line + 4]).toEqual(
      expect.arrayContaining((node?.positionTicks ?? []).map(({ line }) => line)),
    )
    expect(run.notes.filter((note) => note.includes('profile'))).toStrictEqual([])
  },
)

test('a heap profile names who has allocated', async () => {
  const kept: unknown[] = []
  const run = await profiled({ profile: 'heap' }, () => kept.push(allocate(200_000)))
  expect(kept).toHaveLength(2)
  const { head } = readFile(run, 'heap profile') as HeapProfile
  const named = (node: HeapNode): HeapNode[] =>
    node.callFrame.functionName === 'allocate' ? [node] : node.children.flatMap(named)
  expect(named(head)[0]?.callFrame).toMatchObject({ url: SOURCE, lineNumber: 20 })
})

test('a trace is written for Chrome and for speedscope', async () => {
  const run = await profiled({ profile: ['trace'] }, () => span('step', () => 1))
  expect(run.files.map(({ kind }) => kind)).toStrictEqual(['trace', 'speedscope'])
  const { traceEvents } = readFile(run, 'trace') as { traceEvents: { name: string }[] }
  expect(new Set(traceEvents.map(({ name }) => name))).toStrictEqual(
    new Set(['process_name', 'thread_name', 'skill', 'step']),
  )
  const { shared } = readFile(run, 'speedscope') as { shared: object }
  expect(shared).toStrictEqual({ frames: [{ name: 'skill' }, { name: 'step' }] })
})

test('without a span there is no trace, and a note', async () => {
  const run = await profiled({ profile: 'trace' }, () => 1)
  expect(run.files).toStrictEqual([])
  expect(run.notes).toContain(
    'There is no trace, because no span was seen: open some, with span(name, fn) of skillperf/profiler.',
  )
})

test('two heap profiles at once: the second one gives way', async () => {
  const first = Promise.withResolvers<undefined>()
  const one = profiled({ profile: 'heap', iterations: 1 }, () => first.promise)
  const two = await profiled({ profile: 'heap', iterations: 1 }, () => 1)
  first.resolve(undefined)
  expect((await one).files.map(({ kind }) => kind)).toStrictEqual(['heap profile'])
  expect(two.files).toStrictEqual([])
  expect(two.notes).toContain(
    'There is no heap profile, because another measurement was taking one already, and a thread has only one heap profiler: take one at a time.',
  )
})

test('beside --cpu-prof there is a note', async () => {
  const before = process.env['NODE_OPTIONS']
  process.env['NODE_OPTIONS'] = '--cpu-prof --heap-prof'
  try {
    const run = await profiled({ profile: ['cpu', 'heap'] }, () => 1)
    expect(run.notes.filter((note) => note.includes('profile'))).toStrictEqual([
      'There is no heap profile, because --heap-prof was taking one already, and a thread has only one heap profiler: take one at a time.',
      'The CPU profile was taken while --cpu-prof was profiling or debugging the process as well: each shows the time that the other takes.',
    ])
  } finally {
    if (before === undefined) delete process.env['NODE_OPTIONS']
    else process.env['NODE_OPTIONS'] = before
  }
})

test('a fresh attempt writes nothing, and without `profile` nothing is written', async () => {
  const attempt = await profiled({ profile: ['cpu', 'trace'] }, () => span('step', () => 1), 'here')
  const plain = await profiled({}, () => span('step', () => 1))
  expect([...attempt.files, ...plain.files, ...readdirSync(root)]).toStrictEqual([])
})

test('a folder that cannot be written to costs the profile, not the measurement', async () => {
  const file = join(root, '.vitest')
  const { writeFileSync } = await import('node:fs')
  writeFileSync(file, '')
  const run = await profiled({ profile: 'cpu' }, () => 1)
  expect([run.n, run.files]).toStrictEqual([2, []])
  expect(run.notes.join('\n')).toMatch(
    /^The cpu profile could not be written to \.vitest\/skillperf\/profiles\/skill\.test\.ts--works--skill--[0-9a-f]{8}\.cpuprofile: /,
  )
})
