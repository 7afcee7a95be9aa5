import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, vitestBin } from '../test/e2e/support/lanes.ts'
import { unpackPackage } from '../test/e2e/support/packed-package.ts'
import { cleanEnvironment } from '../test/e2e/support/run-vitest.ts'
import { formatCount } from '../src/core/format.ts'
import type { Benchmark, Findings } from './benchmark.ts'
import { SPENT, spentBy } from './cpu-time.ts'
import { median } from '../src/core/stats/median.ts'

const FILES = 50
const PAIRS = 15
const PEER = 'without'

const TEST = `import { expect, test } from 'vitest'

test('adds', () => {
  expect(1 + 1).toBe(2)
})
`
const PLUGIN = `import { skillperf } from 'skillperf'

export default { plugins: [skillperf()] }
`

/** Ways to run the same tests, and what `vitest run` is called with. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  [PEER]: [],
  'the plugin': ['--config=plugin.config.mjs'],
  '--reporter=skillperf': ['--reporter=skillperf'],
}

/** Seconds of each way, one run after another. */
export type Round = Readonly<Record<string, number>>

/** What skillperf costs those who do not use it: test files that measure nothing. */
export const startup: Benchmark = {
  name: 'startup',
  summary: `what ${FILES} test files that measure nothing cost more with skillperf`,
  async run(tell) {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'skillperf-startup-')))
    try {
      writeProject(root)
      const rounds: Round[] = []
      // Round −1 fills Vite's caches.
      for (let round = -1; round < PAIRS; round++) {
        tell(round < 0 ? 'warming up' : `round ${round + 1} of ${PAIRS}`)
        const times = runRound(root, round)
        if (round >= 0) rounds.push(times)
      }
      return summarizeRounds(rounds)
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  },
}

/** Medians over the rounds, each compared with the run without us in the same round. */
export function summarizeRounds(rounds: readonly Round[]): Findings {
  const over = (figure: (round: Round) => number): number => median(rounds.map(figure))
  const of = (round: Round, way: string): number => round[way] ?? Number.NaN
  return {
    title: `${SPENT} of \`vitest run\` over ${FILES} files that measure nothing: median of ${formatCount(rounds.length, 'run')} in turns.`,
    unit: 's',
    peer: PEER,
    rows: Object.keys(WAYS)
      .filter((way) => way !== PEER)
      .map((way) => ({
        row: way,
        peer: over((round) => of(round, PEER)),
        ours: over((round) => of(round, way)),
        ratio: over((round) => of(round, way) / of(round, PEER)),
        difference: over((round) => of(round, way) - of(round, PEER)),
      })),
    asides: [],
  }
}

function runRound(root: string, round: number): Round {
  const ways = Object.entries(WAYS)
  // Each goes first in turn.
  const first = (round + ways.length) % ways.length
  const times = [...ways.slice(first), ...ways.slice(0, first)].map(([way, args]) => {
    const seconds = spentBy({
      args: [vitestBin('vitest-5'), 'run', ...args],
      cwd: root,
      env: cleanEnvironment(),
    })
    return [way, seconds] as const
  })
  return Object.fromEntries(times)
}

/** A user's project, with the packed package. What it depends on is linked, because only we are new. */
function writeProject(root: string): void {
  const modules = join(root, 'node_modules')
  unpackPackage([join(modules, 'skillperf')])
  for (const name of ['vitest', ...dependencies()]) {
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name), 'junction')
  }
  mkdirSync(join(root, 'tests'))
  for (let file = 0; file < FILES; file++) writeFileSync(join(root, 'tests', `${file}.test.ts`), TEST)
  writeFileSync(join(root, 'package.json'), '{ "name": "project", "private": true, "type": "module" }')
  writeFileSync(join(root, 'vitest.config.mjs'), 'export default {}\n')
  writeFileSync(join(root, 'plugin.config.mjs'), PLUGIN)
}

function dependencies(): string[] {
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8')
  return Object.keys((JSON.parse(text) as { dependencies: Record<string, string> }).dependencies)
}
