import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readDuets } from '../src/core/duet/duet-record.ts'
import type { DuetRecord } from '../src/core/duet/duet-record.ts'
import type * as AskDuets from '../src/main/duet/ask-duets.ts'
import type { DuetAnswer } from '../src/main/duet/duet-request.ts'
import { thisMachine } from '../src/main/baseline/worker-baseline.ts'
import { WORKLOADS } from './fixtures/regression/work.ts'
import type { CellKey } from './regression-process.ts'

const TRIES = 3
const COPIED = ['duet.test.ts', 'tenths.ts', 'vitest.config.ts', 'work.ts']

/** A duet of one process, as it stands in the file: a line of JSON. */
export interface RecordedDuet extends CellKey {
  /** As that of a recorded process. */
  readonly of: string
  /** When it ended, in ms since 1970. */
  readonly at: number
  readonly duet: DuetRecord
  /** Of the process that it was played in, shared among all of its duets. */
  readonly wallMs: number
}

/** Two versions of the fixture, the second one slower, in a folder of their own. */
export class DuetFolder implements Disposable {
  readonly #top = mkdtempSync(join(tmpdir(), 'skillperf-duet-'))

  constructor(slower: number) {
    const repository = fileURLToPath(new URL('..', import.meta.url))
    const modules = join(this.#top, 'node_modules')
    mkdirSync(modules)
    symlinkSync(join(repository, 'node_modules/vitest'), join(modules, 'vitest'), 'junction')
    symlinkSync(repository, join(modules, 'skillperf'), 'junction')
    for (const version of ['old', 'new']) {
      const folder = join(this.#top, version)
      mkdirSync(folder)
      for (const file of COPIED) {
        cpSync(join(repository, 'bench/fixtures/regression', file), join(folder, file))
      }
    }
    writeFileSync(join(this.#top, 'new/tenths.ts'), `export const TENTHS = ${10 + slower / 10}\n`)
    mkdirSync(join(this.#top, 'duets'))
  }

  /** Plays one duet of each workload, in a fresh process. */
  async play(cell: Omit<CellKey, 'workload'>): Promise<readonly RecordedDuet[]> {
    const startedMs = performance.now()
    const answer = await this.#ask()
    const wallMs = (performance.now() - startedMs) / Object.keys(WORKLOADS).length
    const { slower, machine } = cell
    const [of, at] = [thisMachine(), Date.now()]
    return Object.keys(WORKLOADS).map((workload) => {
      const duet = duetOf(answer, workload)
      return { workload, slower, machine, of, at, duet, wallMs }
    })
  }

  async #ask(): Promise<DuetAnswer> {
    const script = new URL('../dist/src/main/duet/ask-duets.js', import.meta.url)
    const { DuetProcesses } = (await import(script.href)) as typeof AskDuets
    return new DuetProcesses().ask({
      root: join(this.#top, 'new'),
      config: undefined,
      projects: [],
      repository: join(this.#top, 'new'),
      old: join(this.#top, 'old'),
      renamed: {},
      deleted: [],
      filters: [],
      folder: join(this.#top, 'duets'),
      only: undefined,
    })
  }

  [Symbol.dispose](): void {
    rmSync(this.#top, { recursive: true, force: true })
  }
}

/** Plays duets of all workloads; a machine that is busy for a while must not end an hour's work. */
export async function tryDuets(
  folder: DuetFolder,
  cell: Omit<CellKey, 'workload'>,
): Promise<readonly RecordedDuet[]> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await folder.play(cell)
    } catch (error) {
      if (left === 0) throw error
    }
  }
}

function duetOf(answer: DuetAnswer, workload: string): DuetRecord {
  if (answer.kind === 'failure') throw new Error(`duets could not be played: ${answer.reason}`)
  const tests = answer.files.flatMap((file) => file.tests.new)
  const test = tests.find(({ names }) => names.at(-1) === workload)
  const [duet] = readDuets(test?.duets)
  if (duet !== undefined) return duet
  const reason = test?.error ?? answer.files.find(({ error }) => error !== undefined)?.error
  throw new Error(`"${workload}" has left no duet: ${reason ?? 'its test did not run'}`)
}
