import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WAYS } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

test.for(WAYS)(
  'memory is profiled by function and line of the source, off-heap too ($lane, $pool)',
  async ({ lane, pool }) => {
    const project = createProject(lane, 'memory-profile')
    const { exitCode, stdout, stderr } = await runVitest(project, [
      '--reporter=default',
      '--reporter=skillperf',
      `--pool=${pool}`,
    ])
    expect(exitCode, stdout + stderr).toBe(0)
    const lines = stdout.split('\n').map((line) => line.trim())
    expect(lines).toContain(
      'kept [{"function":"keep","file":"skill.ts","line":14},200000,{"name":"Object","objects":10,"bytes":400}]',
    )
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^keep +\d+(?:\.\d+)? KB +\d+ +200 KB +[\d.]+ KB +\d+ +[\d.]+ (?:KB|B) +.* skill\.ts:14$/,
      ),
    )
    const [path = ''] = lines
      .filter((line) => line.startsWith('Heap snapshot'))
      .map((line) => line.split('  ')[1])
    expect(path).toMatch(
      /^\.vitest\/skillperf\/profiles\/skill\.test\.ts--visits--memory--[0-9a-f]{8}\.heapsnapshot$/,
    )
    expect(project.read(join(path))).toMatch(/^\{"snapshot":\{"meta":/)
  },
)
