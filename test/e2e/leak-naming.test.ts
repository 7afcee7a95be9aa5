import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runFixture } from '../../bench/run-fixture.ts'
import { SOAK } from '../helpers/soak.ts'
import type { Culprit } from '../../src/core/memory/culprit.ts'

interface Named {
  readonly name: string
  readonly expected: { readonly function: string; readonly container: readonly string[] }
  readonly culprit: Culprit
  readonly tookMs: number
}

const RIGHT_FUNCTIONS = 0.95
const RIGHT_CONTAINERS = 0.8

function isRightFunction({ expected, culprit }: Named): boolean {
  return culprit.allocatedIn[0]?.place.function === expected.function
}

/** The name of its variable or of a property on the way to it, or its type. */
function isRightContainer({ expected, culprit: { heldBy } }: Named): boolean {
  const names = [heldBy?.type ?? '', ...(heldBy?.variable ?? '').split('.')]
  return expected.container.some((name) => names.includes(name))
}

function row(named: Named): string {
  const { name, culprit, tookMs } = named
  const [first] = culprit.allocatedIn
  const holder = culprit.heldBy
  return [
    `${isRightFunction(named) ? '✓' : '✗'}${isRightContainer(named) ? '✓' : '✗'}`,
    name,
    first === undefined
      ? '—'
      : `${first.place.function} (${first.place.file}:${first.place.line}) ${(100 * first.share).toFixed(0)} %`,
    holder === undefined ? '—' : `${holder.type} ${holder.variable ?? '—'}`,
    `${tookMs.toFixed(0)} ms`,
    ...culprit.notes,
  ].join(' | ')
}

/** All take minutes: a soak's. */
const EVERY = SOAK ? 1 : 13
const POOLS = SOAK ? ['forks', 'threads'] : ['threads']

test.for(POOLS)('who leaks is named over the leaky cases (%s)', { timeout: 900_000 }, async (pool) => {
  const folder = mkdtempSync(join(tmpdir(), 'skillperf-naming-'))
  const file = join(folder, 'named.jsonl')
  try {
    const { exitCode, output } = await runFixture({
      fixture: 'leak-naming',
      args: [`--pool=${pool}`],
      env: { NAMING_FILE: file, NAMING_EVERY: String(EVERY) },
    })
    expect(exitCode, output).toBe(0)
    const all = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Named)
    const share = (isRight: (named: Named) => boolean): number => all.filter(isRight).length / all.length
    const table = all.map(row).join('\n')
    if (SOAK) process.stdout.write(`${pool}\n${table}\n`)
    expect(all.length).toBeGreaterThanOrEqual(Math.floor(52 / EVERY))
    expect(share(isRightFunction), table).toBeGreaterThanOrEqual(RIGHT_FUNCTIONS)
    expect(share(isRightContainer), table).toBeGreaterThanOrEqual(RIGHT_CONTAINERS)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
