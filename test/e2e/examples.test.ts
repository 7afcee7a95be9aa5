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
      measurement  clock  load  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       research  real  10 at once  200  …  0  ✓ p95 ✓ throughput ✓ max  <shape>
    Measurements  1 in 1 file, 200 iterations
             SLA  3 passed
          Report  .vitest/skillperf/report.json"
  `)

  const slow = await runVitest(project, ['--root=research-breach', '--reporter=skillperf'])
  expect(slow.exitCode).toBe(1)
  const [message] = errorMessages(slow.stderr)
  expect(message?.replace(/\d[\d ]*(?:\.\d+)? (?:ms|%)/g, '<figure>')).toMatchInlineSnapshot(`
    "AssertionError: expect(run).toHaveP95Below("40ms")   research, real clock, ms

    Expected p95  < 40
    Received p95  <figure>  n = 60 · <figures>
    <shape>

    60 of 60 samples took <figure> or longer (<figure>).
    At least <figure> of all iterations do: <figure> sure (exact binomial bound).
    Repeated in 2 of 2 fresh attempts.

    Waiting for tools, per iteration (calls that overlap add up)
      fetch_page  12 × <figure> = <figure>
      llm         1 × <figure> = <figure>
      web_search  1 × <figure> = <figure>
    Next step: fetch_page is <figure> of the waiting: call it less often, or at the same time instead of one after the other."
  `)
})
