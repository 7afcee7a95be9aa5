import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SOAK } from '../helpers/soak.ts'
import { ROOT, laneInTurn } from './support/lanes.ts'
import { errorMessages, ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

function copyExamples(project: Project, ...examples: readonly string[]): void {
  for (const example of examples) {
    cpSync(join(ROOT, 'examples', example), join(project.root, example), {
      recursive: true,
      filter: (path) => !path.includes('.vitest'),
    })
  }
}

/** Lets a measurement of an example that takes its time run fewer iterations. */
function runFewer(project: Project, file: string, iterations: number): void {
  const text = project.read(file)
  const fewer = text.replace(
    /clock: 'virtual',(?: iterations: 300,)?/,
    `clock: 'virtual', iterations: ${iterations},`,
  )
  expect(fewer).not.toBe(text)
  project.write(file, fewer)
}

// That it passes when it is not, docs.test.ts tells.
test.for(laneInTurn())('the research example made slow fails (%s)', async (lane) => {
  const project = createProject(lane, {})
  copyExamples(project, 'research', 'research-breach')
  runFewer(project, 'research-breach/research.perf.test.ts', 100)

  const slow = await runVitest(project, ['--root=research-breach', '--reporter=skillperf'])
  expect(slow.exitCode).toBe(1)
  const [message] = errorMessages(slow.stderr)
  expect(message).toMatchInlineSnapshot(`
    "Error: expect(run).toHaveP95Below("4s")   research, virtual ms

    Expected p95  < 4 000
    Received p95  <figure>  n = 100 · <figures>
    <shape>

    100 of 100 samples took 4 000 ms or longer (100 %).

    Most of the critical path: fetch_page 81 %.

    Waiting for tools, per iteration (calls that overlap add up)
      fetch_page  12 × 460 ms = 5 524 ms
      llm         1 × 1 066 ms = 1 066 ms
      web_search  1 × 235 ms = 235 ms
    Next step: fetch_page is 81 % of the waiting: call it less often, or at the same time instead of one after the other.

    Replay  seed 1"
  `)
})

test.for<readonly [string, (readonly [string, number])?]>([
  ['streaming', ['chat.perf.test.ts', 300]],
  ['rate-limits'],
  ['agent', ['agent.perf.test.ts', 100]],
  ['profiling'],
  ['memory'],
])('the example %s passes', async ([example, slow]) => {
  const [lane = 'vitest-5'] = laneInTurn()
  const project = createProject(lane, {})
  copyExamples(project, example)
  if (slow !== undefined && !SOAK) runFewer(project, `${example}/${slow[0]}`, slow[1])
  const { exitCode, stdout, stderr } = await runVitest(project, [`--root=${example}`, '--reporter=skillperf'])
  expect(exitCode, stdout + stderr).toBe(0)
})

test.for(laneInTurn())('the other examples pass (%s)', async (lane) => {
  const project = createProject(lane, {})
  copyExamples(project, 'rag', 'mcp-server')

  const rag = await runVitest(project, ['--root=rag', '--reporter=skillperf'])
  expect(rag.exitCode, rag.stdout + rag.stderr).toBe(0)
  expect(ourPart(rag.stdout)).toMatchInlineSnapshot(`
    " rag.perf.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  CPU ms  errors  SLA  distribution
       retrieve  virtual ms  300  83.1  72.2  161  266  12.0  <cpu>  0  ✓ p95  ▃▆█▅▄▂▂▂▂▂▂▂▂▂▂▂▁▁▁▂
    Measurements  1 in 1 file, 300 iterations
             SLA  1 passed
          Report  .vitest/skillperf/report.json"
  `)

  const server = await runVitest(project, ['--root=mcp-server', '--reporter=skillperf'])
  expect(server.exitCode, server.stdout + server.stderr).toBe(0)
  expect(ourPart(server.stdout)).toMatchInlineSnapshot(`
    " server.perf.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  CPU ms  errors  SLA  distribution
       forecast  virtual ms  300  139  119  274  426  7.17  <cpu>  0  ✓ p95  ▄██▅▆▅▄▃▂▃▂▁▂▂▂▂▂▂▁▂
       warmest  virtual ms  300  233  210  444  595  4.30  <cpu>  0  ✓ p95  ▃▄▆▇█▅▅▃▂▂▃▂▂▂▂▂▂▁▂▂
    Measurements  2 in 1 file, 600 iterations
             SLA  2 passed
          Report  .vitest/skillperf/report.json"
  `)
})
