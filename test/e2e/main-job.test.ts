import { describe, expect, test } from 'vitest'
import { SOAK, scaled } from '../helpers/soak.ts'
import { LANES } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

const PLUGIN = `
import { skillperf } from 'skillperf'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [skillperf()] })
`

const POOLS = ['forks', 'threads'] as const
const ISOLATION = ['--isolate', '--no-isolate'] as const
const WAYS = ['reporter', 'plugin'] as const

/** Both pools of both versions, with one isolation and one way each, in turn; with all when soaking. */
const ALL = LANES.flatMap((lane, i) =>
  POOLS.flatMap((pool, j) =>
    ISOLATION.filter((_, k) => SOAK || k === (i + j) % 2).flatMap((isolate) =>
      WAYS.filter((_, way) => SOAK || way === j).map((way) => ({ lane, pool, isolate, way })),
    ),
  ),
)

/** Every version, pool and way once. Isolated, reporter.test.ts has the whole output. */
const CASES = SOAK ? ALL : ALL.slice(1, 3)

describe('the main job', () => {
  test.for(CASES)(
    '$lane, $pool, $isolate, by the $way',
    { repeats: scaled(20) - 1 },
    async ({ lane, pool, isolate, way }) => {
      const project = createProject(lane, 'basic')
      if (way === 'plugin') project.write('vitest.config.ts', PLUGIN)
      // One worker, so that both files meet in it when it is not isolated.
      const args = [`--pool=${pool}`, isolate, '--maxWorkers=1']
      const { exitCode, stdout, stderr } = await runVitest(
        project,
        way === 'reporter' ? ['--reporter=skillperf', ...args] : args,
      )

      expect(exitCode, stderr).toBe(1)
      expect(tables(stdout)).toBe(EXPECTED_TABLES)
      expect(failure(stderr)).toBe(EXPECTED_FAILURE)
      const report = JSON.parse(project.read('.vitest/skillperf/report.json')) as Record<string, unknown>
      expect(report).toMatchObject({
        schema: 'skillperf/report',
        version: 1,
        summary: {
          files: 2,
          measurements: 2,
          iterations: 120,
          checks: { pass: 2, fail: 1, inconclusive: 0 },
        },
      })
    },
  )
})

/** From our first table on. */
function tables(stdout: string): string {
  return stdout.slice(stdout.indexOf(' fast.test.ts\n\n'))
}

function failure(stderr: string): string {
  return stderr.slice(stderr.indexOf('Error: expect'), stderr.indexOf('⎯⎯[1/1]⎯')).replaceAll('⎯', '').trim()
}

const EXPECTED_TABLES = ` fast.test.ts

  measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
   fast  real  60  …  0  ✓ p95 ✓ p50  <shape>


 slow.test.ts

  measurement  clock  load  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
   slow  real  60 at once  60  …  0  ✗ p95  <shape>
   ✗ slow: p95 <figure> ms, limit < 1 ms, repeated in 2 of 2 fresh attempts

Measurements  2 in 2 files, 120 iterations
         SLA  1 failed | 2 passed
      Report  .vitest/skillperf/report.json`
const EXPECTED_FAILURE = `Error: expect(run).toHaveP95Below(1)   slow, real clock, ms

Expected p95  < 1
Received p95  <figure>  n = 60 · <figures>
<shape>

60 of 60 samples took 1 ms or longer (100 %).
At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).
Repeated in 2 of 2 fresh attempts.

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.
 ❯ slow.test.ts:9:15
      7| test('breaks its SLA', { timeout: 20_000 }, async ({ perf }) => {
      8|   const run = await perf.measure('slow', once, () => sleep(500))
      9|   expect(run).toHaveP95Below(1)
       |               ^
     10| })
     11|`
