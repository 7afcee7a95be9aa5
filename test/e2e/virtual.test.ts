import { describe, expect, test } from 'vitest'
import { scaled } from '../helpers/soak.ts'
import { WAYS } from './support/lanes.ts'
import { ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

describe('virtual time is exact', () => {
  const digests = new Set<string>()

  test.for(WAYS)('$lane, $pool', { repeats: scaled(20) - 1 }, async ({ lane, pool }) => {
    const project = createProject(lane, 'virtual')
    const args = ['--reporter=default', '--reporter=skillperf', '--testTimeout=60000', `--pool=${pool}`]
    const { exitCode, stdout, stderr } = await runVitest(project, args, { DIGESTS: 'digests.txt' })
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain('Tests  14 passed (14)')
    for (const digest of project.read('digests.txt').trim().split('\n')) digests.add(digest)
    expect(digests, 'one set of samples, whoever ran them').toHaveLength(1)
    expect(ourPart(stdout)).toMatchInlineSnapshot(`
      " virtual.test.js
        measurement  clock  load  n  mean ms  p50  p95  p99  per s  CPU ms  errors  SLA  distribution
         research  virtual ms  20/s poisson  300  149  123  320  569  20.4  <cpu>  0  ✓ p95  ▃▆█▅▃▂▂▂▂▂▂▂▂▁▁▂▁▁▁▂
      Measurements  1 in 1 file, 300 iterations
               SLA  1 passed
            Report  .vitest/skillperf/report.json"
    `)
  })
})
