import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { ROOT, laneFolder, laneInTurn } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { runNode, runVitest } from './support/run-vitest.ts'
import type { Outcome } from './support/run-vitest.ts'

const EXAMPLE = join(ROOT, 'examples', 'baseline-in-ci')

/** As far as we look at it. */
interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>
}

interface Job {
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } }
  readonly steps: readonly { readonly run?: string }[]
}

const workflow = parse(
  readFileSync(join(EXAMPLE, '.github', 'workflows', 'performance.yml'), 'utf8'),
) as Workflow

/** The commands of a job that run Vitest or skillperf, as they stand there. */
function commandsOf(job: string): string[] {
  const steps = workflow.jobs[job]?.steps ?? []
  return steps
    .flatMap(({ run = '' }) => run.split('\n'))
    .filter((line) => /^npx (?:vitest|skillperf) /.test(line))
}

/** Runs `npx vitest …` or `npx skillperf …`, with what it prints in a file where the command says so. */
async function runCommand(project: Project, command: string): Promise<Outcome> {
  const [called = '', output] = command.replaceAll(/"\$\w+"/g, 'summary.md').split(/ > | \| tee -a /)
  const [, program = '', ...args] = called.trim().split(' ')
  const outcome = await run(project, program, args)
  if (output !== undefined) {
    const path = join(project.root, output.trim())
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, outcome.raw)
  }
  return outcome
}

function run(project: Project, program: string, args: readonly string[]): Promise<Outcome> {
  const env = { CI: 'true' }
  if (program === 'vitest') {
    expect(args[0]).toBe('run')
    return runVitest(project, args.slice(1), env)
  }
  const cli = join(laneFolder(project.lane), 'node_modules', 'skillperf', 'dist', 'src', 'cli.js')
  return runNode([cli, ...args], project.root, env)
}

/** What CI does for one commit: the shards, then all together. */
async function runShards(project: Project): Promise<{ shards: (number | null)[]; merged: Outcome }> {
  const [shard = '', ...noMore] = commandsOf('test')
  expect(noMore).toStrictEqual([])
  const shards: (number | null)[] = []
  for (const number of workflow.jobs['test']?.strategy?.matrix.shard ?? []) {
    const { exitCode } = await runCommand(project, shard.replace('${{ matrix.shard }}', String(number)))
    shards.push(exitCode)
  }
  const [merge = ''] = commandsOf('report')
  return { shards, merged: await runCommand(project, merge) }
}

test.for(laneInTurn())('the workflow judges shards, their merge, and what has changed (%s)', async (lane) => {
  const project = createProject(lane, {})
  cpSync(EXAMPLE, project.root, { recursive: true, filter: (path) => !/\.vitest|node_modules$/.test(path) })

  const sound = await runShards(project)
  expect(sound.shards).toStrictEqual([0, 0])
  expect(sound.merged.exitCode, sound.merged.stdout + sound.merged.stderr).toBe(0)
  expect(sound.merged.stdout).toContain('Baseline  1 the same')
  cpSync(
    join(project.root, '.vitest', 'skillperf', 'report.json'),
    join(project.root, '.vitest', 'main-report.json'),
  )

  const skill = project.read('ticket.ts')
  const serial = skill
    .replace('await Promise.all(', 'await oneAfterAnother(')
    .replace('SOURCES.map((source) =>', 'SOURCES.map((source) => () =>')
    .concat(
      '\nasync function oneAfterAnother<T>(all: (() => Promise<T>)[]): Promise<T[]> {\n',
      '  const done: T[] = []\n  for (const one of all) done.push(await one())\n  return done\n}\n',
    )
  project.write('ticket.ts', serial)
  const broken = await runShards(project)
  expect(broken.shards).toContain(1)
  expect(broken.merged.exitCode).toBe(1)
  expect(broken.merged.stderr).toContain('✗ serial depth')

  const [, diff = ''] = commandsOf('report')
  const { exitCode } = await runCommand(project, diff)
  expect(exitCode).toBe(0)
  expect(project.read('.vitest/diff.md')).toContain('serial depth')
})
