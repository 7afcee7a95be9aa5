import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatBaseline } from '../../src/core/baseline/format-baseline.ts'
import { readBaseline } from '../../src/core/baseline/read-baseline.ts'
import { baselineOf, entryOf } from '../helpers/baseline-of.ts'
import { BETTER, MISSING, SAME, WORSE } from '../helpers/seen-measurement.ts'
import { laneInTurn } from './support/lanes.ts'
import { ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'
import type { Outcome } from './support/run-vitest.ts'
import { telling } from './support/told-baselines.ts'
import { watchVitest } from './support/watch.ts'

const FILE = 'skillperf.baseline.json'

/** Entries, by their tests and measurements. */
function entriesOf(project: Project): string[] {
  return readBaseline(project.read(FILE), FILE).entries.map(
    ({ project: name, file, test: title, measurement }) =>
      `${name === '' ? '' : `[${name}] `}${file} > ${title} > ${measurement}`,
  )
}

/** What stands below the tables. */
function summaryOf({ stdout }: Outcome): string {
  const lines = ourPart(stdout).split('\n')
  return lines.slice(lines.findIndex((line) => /^ *Baseline {2}/.test(line))).join('\n')
}

const run = (project: Project, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Outcome> =>
  runVitest(project, ['--reporter=skillperf', ...args], env)

test.for(laneInTurn())('a local run adds, CI lists, -u accepts (%s)', async (lane) => {
  const project = createProject(lane, { 'a.test.ts': telling({ test: 'one', exact: MISSING }) })

  const ci = await run(project, [], { CI: '1' })
  expect(ci.exitCode, ci.stderr).toBe(0)
  expect(summaryOf(ci)).toMatchInlineSnapshot(`
    "    Baseline  1 missing
          Report  .vitest/skillperf/report.json
     note  "one" is not in skillperf.baseline.json, and was compared with nothing. Add it with vitest run -u, and commit the file"
  `)
  expect(existsSync(join(project.root, FILE))).toBe(false)

  expect(summaryOf(await run(project))).toMatchInlineSnapshot(`
    "    Baseline  1 new
                  wrote skillperf.baseline.json: 1 added
          Report  .vitest/skillperf/report.json"
  `)
  expect(entriesOf(project)).toStrictEqual(['a.test.ts > one > one'])
  const first = project.read(FILE)

  project.write('a.test.ts', telling({ test: 'one', exact: SAME }))
  expect(summaryOf(await run(project, ['-u']))).toMatchInlineSnapshot(`
    "    Baseline  1 the same
          Report  .vitest/skillperf/report.json"
  `)
  expect(project.read(FILE)).toBe(first)

  project.write('a.test.ts', telling({ test: 'one', exact: WORSE }))
  expect(summaryOf(await run(project, ['-u'], { CI: '1' }))).toMatchInlineSnapshot(`
    "    Baseline  1 worse
                  wrote skillperf.baseline.json: 1 accepted as worse
                  ! a.test.ts > one: p95 1 100 → 1 300 ms, accepted without a reason
          Report  .vitest/skillperf/report.json
     note  "one" became worse (p95 1 100 → 1 300 ms), and was accepted in skillperf.baseline.json without a reason. Say why with SKILLPERF_REASON="…" vitest run -u"
  `)

  project.write('a.test.ts', telling({ test: 'one', exact: SAME }))
  expect(summaryOf(await run(project))).toMatchInlineSnapshot(`
    "    Baseline  1 the same
          Report  .vitest/skillperf/report.json
     note  "one" became worse (p95 1 100 → 1 300 ms), and was accepted in skillperf.baseline.json without a reason. Say why with SKILLPERF_REASON="…" vitest run -u"
  `)
  expect(summaryOf(await run(project, ['-u'], { SKILLPERF_REASON: 'a larger model' })))
    .toMatchInlineSnapshot(`
    "    Baseline  1 the same
                  wrote skillperf.baseline.json
          Report  .vitest/skillperf/report.json"
  `)

  project.write('a.test.ts', telling({ test: 'one', exact: BETTER }))
  expect(summaryOf(await run(project))).toMatchInlineSnapshot(`
    "    Baseline  1 better
          Report  .vitest/skillperf/report.json
     note  "one" is better than in skillperf.baseline.json (p95 1 100 → 900 ms). Accept it with vitest run -u"
  `)
  expect(summaryOf(await run(project, ['-u']))).toMatchInlineSnapshot(`
    "    Baseline  1 better
                  wrote skillperf.baseline.json: 1 improved
                  ✓ a.test.ts > one: p95 1 100 → 900 ms
          Report  .vitest/skillperf/report.json"
  `)
  expect(summaryOf(await run(project))).not.toContain('without a reason')
})

test.for(laneInTurn())('only a whole run with -u takes entries away (%s)', async (lane) => {
  const told = (...names: readonly string[]): string =>
    telling(...names.map((name) => ({ test: name, exact: MISSING })))
  const project = createProject(lane, { 'a.test.ts': told('one', 'two'), 'b.test.ts': told('three') })
  await run(project)
  const all = ['a.test.ts > one > one', 'a.test.ts > two > two', 'b.test.ts > three > three']
  expect(entriesOf(project)).toStrictEqual(all)

  // Gone: a test. Not gone: what was left out, skipped, failed.
  project.write('a.test.ts', telling({ test: 'one', exact: SAME }))
  for (const args of [
    ['a.test', '-u'],
    ['-t=one', '-u'],
    ['--bail=1', '-u'],
    ['--shard=1/1', '-u'],
  ]) {
    await run(project, args)
    expect(entriesOf(project), args.join(' ')).toStrictEqual(all)
  }
  project.write(
    'a.test.ts',
    telling(
      { test: 'one', exact: SAME, how: '.skip' },
      { test: 'two', exact: SAME, code: 'throw new Error("broken")' },
    ),
  )
  await run(project, ['-u'])
  expect(entriesOf(project)).toStrictEqual(all)
  project.write('a.test.ts', 'throw new Error("the file")')
  await run(project, ['-u'])
  expect(entriesOf(project)).toStrictEqual(all)

  project.write('a.test.ts', telling({ test: 'one', exact: SAME }))
  expect(summaryOf(await run(project))).toMatchInlineSnapshot(`
    "    Baseline  1 the same
          Report  .vitest/skillperf/report.json
     note  skillperf.baseline.json has an entry of no measurement any more: "two". Take it out with vitest run -u"
  `)
  expect(entriesOf(project)).toStrictEqual(all)
  expect(summaryOf(await run(project, ['-u']))).toMatchInlineSnapshot(`
    "    Baseline  1 the same
                  wrote skillperf.baseline.json: 1 removed
          Report  .vitest/skillperf/report.json"
  `)
  expect(entriesOf(project)).toStrictEqual(['a.test.ts > one > one', 'b.test.ts > three > three'])
})

test.for(laneInTurn())('tests of one name, a rename, projects (%s)', async (lane) => {
  const project = createProject(lane, {
    'a.test.ts': telling({ test: 'same', exact: MISSING }, { test: 'same', exact: MISSING }),
    'vitest.config.ts': `
import { skillperf } from 'skillperf'
import { defineConfig } from 'vitest/config'
export default defineConfig({
  plugins: [skillperf({ baseline: 'baselines/all.json' })],
  test: { projects: [{ extends: true, test: { name: 'x' } }, { extends: true, test: { name: 'y' } }] },
})
`,
    'baselines/all.json': formatBaseline(baselineOf(entryOf('sane', { project: 'x', file: 'a.test.ts' }))),
  })
  const { stdout } = await run(project)
  const entries = readBaseline(project.read('baselines/all.json'), '').entries
  expect(entries.map((one) => `${one.project} ${one.test}`)).toStrictEqual([
    'x same',
    'x same #2',
    'x sane',
    'y same',
    'y same #2',
  ])
  expect(ourPart(stdout)).toContain(
    'note  "sane > research" looks renamed to "same", which does just the same',
  )
})

test.for(laneInTurn())('a run with perf files that run alone is whole, too (%s)', async (lane) => {
  const project = createProject(lane, {
    'a.test.ts': telling({ test: 'a', exact: MISSING }),
    'b.perf.test.ts': telling({ test: 'b', exact: MISSING }),
    'vitest.config.ts': `
import { skillperf } from 'skillperf'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [skillperf()] })
`,
    [FILE]: formatBaseline(baselineOf(entryOf('gone'))),
  })
  const { stdout, stderr } = await runVitest(project, ['-u'])
  expect(stdout, stderr).toContain('wrote skillperf.baseline.json: 2 added, 1 removed')
  expect(entriesOf(project)).toStrictEqual(['a.test.ts > a > a', 'b.perf.test.ts > b > b'])
})

test.for(laneInTurn())('shards carry, the merge writes, once (%s)', async (lane) => {
  const project = createProject(lane, {
    'a.test.ts': telling({ test: 'a', exact: MISSING }),
    'b.test.ts': telling({ test: 'b', exact: MISSING }),
  })
  for (const shard of [1, 2]) {
    const args = ['--reporter=blob', `--shard=${shard}/2`, `--outputFile.blob=blobs/${shard}.json`, '-u']
    const { exitCode, stdout, stderr } = await run(project, args)
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain('A shard writes nothing: merge with vitest run --merge-reports -u')
  }
  expect(existsSync(join(project.root, FILE))).toBe(false)
  const listed = await run(project, ['--merge-reports=blobs'], { CI: '1' })
  expect(summaryOf(listed)).toMatchInlineSnapshot(`
    "    Baseline  2 missing
          Report  .vitest/skillperf/report.json
     note  "a", "b" are not in skillperf.baseline.json, and were compared with nothing. Add them with vitest run -u, and commit the file"
  `)
  const merged = await run(project, ['--merge-reports=blobs', '-u'], { CI: '1' })
  expect(summaryOf(merged)).toMatchInlineSnapshot(`
    "    Baseline  2 new
                  wrote skillperf.baseline.json: 2 added
          Report  .vitest/skillperf/report.json"
  `)
  expect(entriesOf(project)).toStrictEqual(['a.test.ts > a > a', 'b.test.ts > b > b'])
})

test.for(laneInTurn())('a damaged file fails the run, and stays as it is (%s)', async (lane) => {
  const project = createProject(lane, {
    'a.test.ts': telling({ test: 'one', exact: MISSING }),
    [FILE]: '{\n<<<<<<< HEAD\n',
  })
  for (const args of [[], ['-u']]) {
    const { exitCode, stdout, stderr } = await run(project, args)
    expect(exitCode).toBe(1)
    const message =
      'skillperf.baseline.json, line 2: git left a conflict there. Keep whole entries of both sides and delete the lines with <<<<<<<, ======= and >>>>>>>, or take one side with git checkout --theirs skillperf.baseline.json and then vitest run -u.'
    expect(stdout).toContain(`note  ${message}`)
    expect(stderr).toContain(`SkillperfError: ${message}`)
    expect(project.read(FILE)).toBe('{\n<<<<<<< HEAD\n')
  }
})

test.for(laneInTurn())('two runs at once lose nothing (%s)', async (lane) => {
  const names = Array.from({ length: 12 }, (_, i) => `${i}`.padStart(2, '0'))
  const told = (file: string): string =>
    telling(...names.map((name) => ({ test: `${file} ${name}`, exact: MISSING })))
  const project = createProject(lane, { 'a.test.ts': told('a'), 'b.test.ts': told('b') })
  await Promise.all([run(project, ['a.test']), run(project, ['b.test'])])
  expect(entriesOf(project)).toHaveLength(24)
})

test.for(laneInTurn())('watch mode: each run adds what is new (%s)', async (lane) => {
  const project = createProject(lane, { 'a.test.ts': telling({ test: 'one', exact: MISSING }) })
  const watcher = watchVitest(project, ['--reporter=skillperf'])
  try {
    expect(await watcher.settled()).toContain('wrote skillperf.baseline.json: 1 added')
    project.write('a.test.ts', telling({ test: 'one', exact: SAME }, { test: 'two', exact: MISSING }))
    expect(await watcher.settled()).toContain('wrote skillperf.baseline.json: 1 added')
    expect(entriesOf(project)).toStrictEqual(['a.test.ts > one > one', 'a.test.ts > two > two'])
    // Not whole: what is gone from one file may be in another.
    project.write('a.test.ts', telling({ test: 'two', exact: SAME }))
    expect(await watcher.settled()).toContain('1 the same')
    expect(entriesOf(project)).toHaveLength(2)
  } finally {
    await watcher.close()
  }
})
