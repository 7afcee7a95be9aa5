import { expect, test } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import { laneInTurn } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

const SKILL = `
import fs from 'node:fs'
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { late } from './late.ts'

export async function skill(port) {
  await readFile('data.txt')
  await new Promise((resolve) => fs.stat('data.txt', resolve))
  await late()
  const pool = new pg.Pool({ port, host: '127.0.0.1', max: 1 })
  await pool.query('SELECT 1').catch(() => {})
  await pool.end()
}
`

const TESTS = `
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { skill } from './skill.ts'

const closing = createServer((socket) => {
  socket.on('error', () => {})
  socket.end()
})

test('automatic spans', { timeout: 60_000 }, async ({ perf }) => {
  await new Promise((resolve) => closing.listen(0, '127.0.0.1', resolve))
  const { port } = closing.address()
  const run = await perf.measure('skill', { iterations: 3, warmup: 0 }, async () => {
    await skill(port)
    const { late } = await import('./imported.ts')
    late()
  })
  closing.close()
  const names = run.spans.trees.map(({ root }) => root.children.map(({ name }) => name).join(' '))
  expect(names).toEqual(Array(3).fill('fs.readFile fs.stat pg.connect fs.existsSync'))
  const none = await perf.measure('none', { iterations: 3, warmup: 0, spans: false }, () => skill(port))
  expect(none.spans.total).toBe(0)
  await expect(perf.measure('wrong', { spans: ['files'] }, () => {})).rejects.toThrow("\`spans\` must name what opens spans by itself")
})
`

test.for(laneInTurn())('through Vitest, with what the skill takes to load (%s)', async (lane) => {
  const project = createProject(lane, {
    'data.txt': 'text',
    'skill.ts': SKILL,
    'late.ts': `const until = performance.now() + 60
while (performance.now() < until);
export const late = async () => {}`,
    'imported.ts': `import { existsSync } from 'node:fs'
export const late = () => existsSync('data.txt')`,
    'skill.test.ts': TESTS,
  })
  const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=skillperf'])
  expect(exitCode, stdout + stderr).toBe(0)
  const report = JSON.parse(project.read('.vitest/skillperf/report.json')) as Report
  expect(report.files[0]?.loads?.map(({ module }) => module)).toStrictEqual(['skill.ts', 'late.ts'])
  for (const { selfMs, totalMs } of report.files[0]?.loads ?? [])
    expect(totalMs).toBeGreaterThanOrEqual(selfMs)
})
