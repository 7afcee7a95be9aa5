import { expect, test } from 'vitest'
import type { TestModule, TestProject, Vitest } from 'vitest/node'
import { noteIsolation } from '../../src/main/isolation-notes.ts'
import { Overlap } from '../../src/main/overlap.ts'
import { ownPerfProject } from '../../src/main/perf-project.ts'
import { stateOf } from '../../src/main/vitest-state.ts'
import type { Isolation } from '../../src/main/vitest-state.ts'
import { recordOf, tryOf } from '../helpers/measurement-record.ts'

const DEFAULT = '**/*.perf.{test,spec}.?(c|m)[jt]s?(x)'

interface Facts {
  readonly files: readonly string[]
  readonly globs?: readonly string[]
  readonly measured?: boolean
  readonly perfProject?: boolean
  readonly plugin?: boolean
  readonly together?: boolean
  readonly config?: object
  readonly outcome?: Isolation
}

/** Notes about files, of which those with `.perf.` in their names fit the globs. */
function notesOf(facts: Facts): readonly string[] {
  const { files, globs = [DEFAULT], measured = true, together = false } = facts
  const vitest = { config: { root: '/p', ...facts.config }, vite: { config: {} } } as unknown as Vitest
  const project = {
    config: { root: '/p', ...(facts.perfProject ? ownPerfProject('perf', [DEFAULT], '').test : {}) },
    vite: vitest.vite,
    matchesTestGlob: (file: string) => file.includes('.perf.'),
  } as unknown as TestProject
  const report = { version: 1, tries: [tryOf(measured ? [recordOf()] : [])] }
  const modules = files.map((file) => {
    const tests = [{ meta: () => ({ skillperf: report }) }]
    return { id: file, moduleId: `/p/${file}`, project, children: { allTests: () => tests } }
  }) as unknown as readonly TestModule[]
  if (facts.plugin) stateOf(vitest).plugins.set(project, {})
  if (facts.outcome) stateOf(vitest).outcomes.set(vitest.config, facts.outcome)
  const overlap = new Overlap()
  for (const module of modules) {
    overlap.moduleStarts(module)
    if (!together) overlap.moduleEnds(module)
  }
  return noteIsolation({ vitest, modules, overlap, globs })
}

const PERF = ['src/a.perf.test.ts']
const beside = 'measured while other workers ran tests, and each slowed the other down'

test.for<[string, Facts, readonly string[]]>([
  ['nothing that measured', { files: PERF, measured: false, together: true }, []],
  ['what ran alone', { files: ['a.perf.test.ts', 'b.perf.test.ts'], perfProject: true, together: true }, []],
  ['merged blobs', { files: PERF, config: { mergeReports: 'blobs' }, outcome: { leftOut: ['/p/x'] } }, []],
  ['files that nobody meant to run alone', { files: PERF, globs: [] }, []],
  [
    'the reporter alone',
    { files: PERF },
    [
      "src/a.perf.test.ts did not run alone: that takes the plugin. Put plugins: [skillperf()] into the config, with import { skillperf } from 'skillperf'",
    ],
  ],
  [
    'files that came up in watch mode',
    { files: PERF, plugin: true },
    ['src/a.perf.test.ts did not run alone: there was none when Vitest started. Start it anew'],
  ],
  [
    'an obstacle',
    { files: PERF, plugin: true, outcome: { leftOut: [], obstacle: 'that takes a config file' } },
    ['src/a.perf.test.ts did not run alone: that takes a config file'],
  ],
  [
    'declared projects',
    { files: PERF, plugin: true, config: { projects: [] } },
    [
      "src/a.perf.test.ts did not run alone: where a config has `projects`, one of them has to be for perf files. Add perfProject({ extends: true }), from 'skillperf'",
    ],
  ],
  [
    'files that --project leaves out, three of them by name',
    { files: [], outcome: { leftOut: ['/p/d', '/p/b', '/p/c', '/p/\u001B[31ma', '/p/e'] } },
    ['a, b, c and 2 more did not run: --project leaves out the project in which perf files run alone'],
  ],
  [
    'a file beside others',
    { files: ['src/a.spec.mts', 'b.perf.test.ts'], plugin: true, together: true, globs: [DEFAULT] },
    [
      'b.perf.test.ts did not run alone: there was none when Vitest started. Start it anew',
      `src/a.spec.mts ${beside}: name it a.perf.spec.mts, and it runs alone`,
    ],
  ],
  [
    'files beside others',
    { files: ['a.test.ts', 'b.test.ts'], plugin: true, together: true },
    [`a.test.ts, b.test.ts ${beside}: name them *.perf.test.ts, and they run alone`],
  ],
  [
    'globs of the user',
    { files: ['a.ts', 'b.ts'], together: true, globs: ['perf/**', 'slow/**'] },
    [`a.ts, b.ts ${beside}: what matches \`isolate\` runs alone, "perf/**", "slow/**"`],
  ],
  [
    'isolation turned off',
    { files: ['a.ts', 'b.ts'], together: true, globs: [] },
    [
      `a.ts, b.ts ${beside}: \`isolate: false\` lets nothing run alone. Leave it out, and name them *.perf.test.ts`,
    ],
  ],
])('%s', ([, facts, expected]) => {
  expect(notesOf(facts)).toStrictEqual(expected)
})
