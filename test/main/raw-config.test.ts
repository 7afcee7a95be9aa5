import { describe, expect, test } from 'vitest'
import { perfProject } from '../../src/main/perf-project.ts'
import { isolateGlobs, projectAskedFor, rawTestOptions } from '../../src/main/raw-config.ts'
import type { RawTestOptions } from '../../src/main/raw-config.ts'

test('takes what the command line set from where each Vitest has it', () => {
  expect(rawTestOptions({})).toStrictEqual({})
  expect(rawTestOptions({ test: { project: 'a' } })).toStrictEqual({ project: 'a' })
  const config = { test: {}, _vitest: { project: ['b'] } }
  expect(rawTestOptions(config)).toStrictEqual({ project: ['b'] })
})

describe('a project is declared when just the one that the plugin makes is asked for', () => {
  test.for<[string, RawTestOptions, string | undefined]>([
    ['asked for', { project: 'perf' }, ''],
    ['asked for by a pattern', { project: ['pe*', '!x'], name: { label: 'app' } }, 'app'],
    ['not asked for', {}, undefined],
    ['another one', { project: 'unit' }, undefined],
    ['left out', { project: '!perf' }, undefined],
    ['the whole, too', { project: ['perf', 'app'], name: 'app' }, undefined],
    ['whoever it is', { project: '*' }, undefined],
    ['projects are declared', { project: 'perf', projects: [] }, undefined],
    ['its own config is read', { project: 'perf', provide: perfProject().test.provide }, undefined],
    ['nothing runs alone', { project: 'perf', reporters: [['skillperf', { isolate: false }]] }, undefined],
  ])('%s', ([, raw, partOf]) => {
    const asked = projectAskedFor(raw, {})
    expect(asked?.test.provide).toStrictEqual(
      partOf === undefined
        ? undefined
        : { 'skillperf:perf': { include: isolateGlobs({}, []), hasTimeout: false, partOf } },
    )
  })
})

test.for<[string, unknown, readonly string[]]>([
  ['no reporters', undefined, ['a/**']],
  ['others', ['default', ['json', { isolate: 'x' }], {}], ['a/**']],
  ['ours without it', [['skillperf', { seed: 3 }]], ['a/**']],
  ['ours with it', ['default', ['skillperf', { isolate: ['b/**', 'c/**'] }]], ['b/**', 'c/**']],
])('globs, given %s', ([, reporters, globs]) => {
  expect(isolateGlobs({ isolate: 'a/**' }, reporters)).toStrictEqual(globs)
})
