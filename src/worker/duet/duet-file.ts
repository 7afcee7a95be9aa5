import { AsyncLocalStorage } from 'node:async_hooks'
import { DUET_META, SIDES } from '../../core/duet/duet-record.ts'
import type { DuetRecord, Side } from '../../core/duet/duet-record.ts'
import { describeError } from '../../core/thrown.ts'
import type { TestRun } from '../test-run.ts'
import { afterAll, aroundEach, beforeAll, describe } from '../vitest.ts'
import { Conductor } from './conductor.ts'
import { pairTasks } from './pair-tasks.ts'
import type { RunnerTask, TaskPair } from './pair-tasks.ts'
import { playDuet } from './play-duet.ts'
import { stage } from './stage.ts'
import type { PlacedPart } from './stage.ts'

/** Waiting for a turn takes as long as the other side does. */
const NO_TIMEOUT = 0

/** A test file in two versions. */
export interface DuetFile {
  /** Loads the version that was. */
  readonly old: () => Promise<unknown>
  /** Loads the version that is. */
  readonly new: () => Promise<unknown>
  /** Names of the tests to run, their suites' first. Default: all that both have. */
  readonly only?: readonly (readonly string[])[]
}

/**
 * Makes one test file of two versions: each is a suite, and the tests that both
 * have run side by side. Measurements of one name on the real clock meet, and
 * are played together before each goes on by itself.
 *
 * @throws what loading a version throws, saying which one it was
 */
export async function duetFile({ only, ...versions }: DuetFile): Promise<void> {
  const wanted = only && new Set(only.map((names) => JSON.stringify(names)))
  const suites: Partial<Record<Side, { readonly suite?: unknown }>> = {}
  let pairs: readonly TaskPair[] = []
  const conductor = new Conductor<PlacedPart>(async (parts) => {
    const task = playing.get('new')
    keepRecord(task, await playDuet(parts))
  })
  /** The tests that run at the moment. */
  const playing = new Map<Side, RunnerTask>()
  stage.current = {
    meet: (part) =>
      conductor.meet(sideOf(part.run), {
        name: part.name,
        part: { ...part, inContext: AsyncLocalStorage.snapshot() },
      }),
  }
  beforeAll(() => {
    const [before, after] = SIDES.map((side) => suites[side]?.suite as RunnerTask)
    if (before === undefined || after === undefined) return
    pairs = pairTasks(before, after, (names) => wanted === undefined || wanted.has(JSON.stringify(names)))
    // Only now: whatever is within would have inherited it.
    for (const suite of [before, after]) suite.concurrent = true
  })
  for (const side of SIDES) {
    suites[side] = describe(side, async () => {
      aroundEach(async (runTest, context) => {
        const task = context.task as unknown as RunnerTask
        await conductor.enter(
          side,
          pairs.findIndex((pair) => pair[side] === task),
        )
        playing.set(side, task)
        try {
          await runTest()
        } finally {
          conductor.leave(side)
        }
      }, NO_TIMEOUT)
      afterAll(() => conductor.close(side))
      await load(side, versions[side])
    })
  }
}

async function load(side: Side, version: () => Promise<unknown>): Promise<void> {
  try {
    await version()
  } catch (error) {
    throw new Error(`the ${side} version cannot be loaded: ${describeError(error)}`, { cause: error })
  }
}

/** The suite of the version is the outermost one. */
function sideOf({ test }: TestRun): Side {
  return test.names[0] === 'old' ? 'old' : 'new'
}

function keepRecord(task: RunnerTask | undefined, record: DuetRecord): void {
  if (task === undefined) return
  const meta = Reflect.get(task, 'meta') as Record<string, unknown>
  const before = (meta[DUET_META] ?? []) as readonly DuetRecord[]
  meta[DUET_META] = [...before.filter(({ measurement }) => measurement !== record.measurement), record]
}
