import { globSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { WAYS } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

interface CpuProfile {
  readonly nodes: readonly {
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
}

test.for(WAYS)(
  'profiles are written, named, and lead to the source ($lane, $pool)',
  async ({ lane, pool }) => {
    const project = createProject(lane, 'profiles')
    const args = ['--reporter=default', '--reporter=skillperf', `--pool=${pool}`]
    const { exitCode, stdout, stderr } = await runVitest(project, args)
    expect(exitCode, stdout + stderr).toBe(0)
    const lines = stdout.split('\n').filter((line) => line.includes('.vitest/skillperf/profiles/'))
    const folder = '.vitest/skillperf/profiles/skill.perf.test.ts'
    const withoutDigest = lines.map((line) =>
      line
        .trim()
        .replace(/--[0-9a-f]{8}\./, '.')
        .replace(folder, '…'),
    )
    expect(withoutDigest).toStrictEqual([
      '· thinks > skill: cpu profile …--thinks--skill.cpuprofile',
      '· thinks > skill: heap profile …--thinks--skill.heapprofile',
      '· thinks > skill: trace …--thinks--skill.trace.json',
      '· thinks > skill: speedscope …--thinks--skill.speedscope.json',
      '· thinks again > skill: trace …--thinks-again--skill.trace.json',
      '· thinks again > skill: speedscope …--thinks-again--skill.speedscope.json',
      '· thinks again > skill (repeat 1): trace …--thinks-again--skill--repeat-1.trace.json',
      '· thinks again > skill (repeat 1): speedscope …--thinks-again--skill--repeat-1.speedscope.json',
    ])
    const paths = lines.map((line) => line.slice(line.indexOf('.vitest')))
    expect(project.read('.vitest/skillperf/report.json')).toContain(`"path": "${paths[0]}"`)
    const written = globSync('.vitest/skillperf/profiles/*', { cwd: project.root })
    expect(written.map((path) => path.replaceAll('\\', '/')).toSorted()).toStrictEqual(paths.toSorted())
    const { nodes } = JSON.parse(project.read(paths[0] ?? '')) as CpuProfile
    expect(nodes.map(({ callFrame }) => callFrame)).toContainEqual(
      expect.objectContaining({
        functionName: 'think',
        url: pathToFileURL(join(project.root, 'skill.ts')).href,
        lineNumber: 5,
      }),
    )
  },
)
