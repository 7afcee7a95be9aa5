import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { mapCpuProfile, mapHeapProfile } from '../../../src/worker/profile/map-profiles.ts'
import { ScriptSources } from '../../../src/profiler/v8/script-sources.ts'
import type { Script } from '../../../src/profiler/v8/script-sources.ts'

/**
 * Line 1 of what runs is line 11 of `skill.ts`, line 2 is line 12; line 3 has no
 * mapping; line 4 is line 6 of `other.ts`.
 */
const MAP = JSON.stringify({
  version: 3,
  sources: ['skill.ts', '../lib/other.ts'],
  names: [],
  mappings: 'AAUA;AACA;;ACNA',
})
const INLINE = `data:application/json;base64,${Buffer.from(MAP).toString('base64')}`
const frame = {
  functionName: 'research',
  scriptId: '7',
  url: '/app/src/skill.ts',
  lineNumber: 0,
  columnNumber: 4,
}
const root = { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 }

function sourcesOf(script: Partial<Script>, beside?: string): ScriptSources {
  return new ScriptSources([{ scriptId: '7', url: frame.url, ...script }], () => beside)
}

const mapped = { ...frame, url: 'file:///app/src/skill.ts', lineNumber: 10, columnNumber: 0 }

test.for<readonly [string, ScriptSources]>([
  ['in the script', sourcesOf({ sourceMapURL: INLINE })],
  [
    'in the script, not in base64',
    sourcesOf({ sourceMapURL: `data:application/json,${encodeURIComponent(MAP)}` }),
  ],
  ['beside the script, with the runner', sourcesOf({}, MAP)],
  ['of a script with a file: URL', sourcesOf({ url: 'file:///app/src/skill.ts', sourceMapURL: INLINE })],
])('a map %s leads to the source', ([, sources]) => {
  const nodes = [{ callFrame: root }, { callFrame: frame }]
  expect(mapCpuProfile({ nodes }, sources)).toStrictEqual({
    nodes: [{ callFrame: root }, { callFrame: mapped }],
  })
})

test('a map in a file beside the script leads to the source', () => {
  const folder = mkdtempSync(join(tmpdir(), 'maps-'))
  try {
    writeFileSync(join(folder, 'skill.js.map'), MAP)
    const sources = sourcesOf({ url: join(folder, 'skill.js'), sourceMapURL: 'skill.js.map' })
    expect(sources.placeOf('7', 0, 0)?.url).toBe(pathToFileURL(join(folder, 'skill.ts')).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.for<readonly [string, ScriptSources]>([
  ['no map', sourcesOf({})],
  ['a map that is none', sourcesOf({ sourceMapURL: 'data:application/json,{' })],
  ['a map that is not there', sourcesOf({ sourceMapURL: 'gone.map' })],
  [
    'a map of another place on the net',
    sourcesOf({ url: 'https://x.example/a.js', sourceMapURL: 'a.js.map' }),
  ],
  ['a script that nobody knows', new ScriptSources([])],
])('with %s a profile stays as it is', ([, sources]) => {
  const profile = { nodes: [{ callFrame: frame, positionTicks: [{ line: 1, ticks: 2 }] }] }
  expect(mapCpuProfile(profile, sources)).toStrictEqual(profile)
})

test('a line that the map does not know is not taken for the one before', () => {
  expect(sourcesOf({}, MAP).placeOf('7', 2, 0)).toBeUndefined()
})

test('ticks move to the lines of the source; those of another file, or of none, are left out', () => {
  const positionTicks = [1, 2, 2, 3, 4].map((line) => ({ line, ticks: 1 }))
  const profile = mapCpuProfile({ nodes: [{ callFrame: frame, positionTicks }] }, sourcesOf({}, MAP))
  expect(profile.nodes[0]?.positionTicks).toStrictEqual([
    { line: 11, ticks: 1 },
    { line: 12, ticks: 2 },
  ])
})

test('what else a profile holds is kept', () => {
  const profile = { nodes: [], samples: [1], timeDeltas: [2], startTime: 3, endTime: 4 }
  expect(mapCpuProfile(profile, new ScriptSources([]))).toStrictEqual(profile)
})

test('of a heap profile every node is mapped', () => {
  const leaf = { callFrame: frame, selfSize: 8, id: 2, children: [] }
  const head = { callFrame: root, selfSize: 0, id: 1, children: [leaf] }
  expect(mapHeapProfile({ head }, sourcesOf({}, MAP))).toStrictEqual({
    head: { ...head, children: [{ ...leaf, callFrame: mapped }] },
  })
})
