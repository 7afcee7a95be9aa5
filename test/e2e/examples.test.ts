import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, laneInTurn } from './support/lanes.ts'
import { errorMessages, ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

const EXAMPLES = ['research', 'research-breach']

test.for(laneInTurn())('the research example passes, and made slow it fails (%s)', async (lane) => {
  const project = createProject(lane, {})
  for (const example of EXAMPLES) {
    cpSync(join(ROOT, 'examples', example), join(project.root, example), {
      recursive: true,
      filter: (path) => !path.includes('.vitest'),
    })
  }

  const sound = await runVitest(project, ['--root=research', '--reporter=skillperf'])
  expect(sound.exitCode, sound.stderr).toBe(0)
  expect(ourPart(sound.stdout)).toMatchInlineSnapshot(`
    " research.perf.test.ts
      measurement  clock  load  n  mean ms  p50  p95  p99  per s  CPU ms  errors  SLA  distribution
       research  virtual ms  10 at once  1 000  1 821  1 693  3 028  4 105  5.44  <cpu>  0  ✓ p95 ✓ throughput ✓ max  ▃██▇▄▂▂▂▂▂▂▂▂▁▂▁▁▁▁▂
    Measurements  1 in 1 file, 1 000 iterations
             SLA  3 passed
          Report  .vitest/skillperf/report.json"
  `)

  const slow = await runVitest(project, ['--root=research-breach', '--reporter=skillperf'])
  expect(slow.exitCode).toBe(1)
  const [message] = errorMessages(slow.stderr)
  expect(message).toMatchInlineSnapshot(`
    "Error: expect(run).toHaveP95Below("4s")   research, virtual ms

    Expected p95  < 4 000
    Received p95  <figure>  n = 1 000 · <figures>
    <shape>

    1 000 of 1 000 samples took 4 000 ms or longer (100 %).

    Most of the critical path: fetch_page 82 %.

    Waiting for tools, per iteration (calls that overlap add up)
      fetch_page  12 × 450 ms = 5 400 ms
      llm         1 × 937 ms = 937 ms
      web_search  1 × 228 ms = 228 ms
    Next step: fetch_page is 82 % of the waiting: call it less often, or at the same time instead of one after the other.

    Replay  seed 1"
  `)
})

test.for(['streaming', 'rate-limits', 'agent', 'profiling'])('the example %s passes', async (example) => {
  const [lane = 'vitest-5'] = laneInTurn()
  const project = createProject(lane, {})
  cpSync(join(ROOT, 'examples', example), join(project.root, example), {
    recursive: true,
    filter: (path) => !path.includes('.vitest'),
  })
  const { exitCode, stdout, stderr } = await runVitest(project, [`--root=${example}`, '--reporter=skillperf'])
  expect(exitCode, stdout + stderr).toBe(0)
})

test.for(laneInTurn())('the other examples pass (%s)', async (lane) => {
  const project = createProject(lane, {})
  for (const example of ['rag', 'mcp-server']) {
    cpSync(join(ROOT, 'examples', example), join(project.root, example), {
      recursive: true,
      filter: (path) => !path.includes('.vitest'),
    })
  }

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
