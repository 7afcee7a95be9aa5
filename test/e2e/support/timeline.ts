import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from './project.ts'

/** When a test ran, where, and how. */
export interface Entry {
  readonly file: string
  readonly test: string
  readonly start: number
  readonly end: number
  readonly fork: boolean
  readonly timeout: number
}

const HEAD = `
import { appendFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { test } from 'vitest'
const sleep = () => new Promise((resolve) => setTimeout(resolve, 25))
const told = async (task, run) => {
  const start = Date.now()
  await run()
  const entry = { file: task.file.name, test: task.name, start, end: Date.now(), fork: isMainThread, timeout: task.timeout }
  appendFileSync(new URL('TIMELINE', import.meta.url), JSON.stringify(entry) + '\\n')
}
`

/** A file with tests that write down when they ran; the first one measures. */
export function timed(depth = 0): string {
  return `${HEAD.replace('TIMELINE', `${'../'.repeat(depth)}./timeline.jsonl`)}
test('measures', ({ perf, task }) =>
  told(task, () => perf.measure('sleep', { iterations: 2, warmup: 0 }, sleep)))
test('is plain', ({ task }) => told(task, sleep))
`
}

/** What the tests of a project have written down, in the order in which they began. */
export function timeline(project: Project): readonly Entry[] {
  if (!existsSync(join(project.root, 'timeline.jsonl'))) return []
  const lines = project.read('timeline.jsonl').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as Entry).toSorted((a, b) => a.start - b.start)
}

/** Files that ran, sorted. */
export function ranFiles(entries: readonly Entry[]): readonly string[] {
  return [...new Set(entries.map((entry) => entry.file))].toSorted()
}
