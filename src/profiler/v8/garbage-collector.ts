import { SkillperfError } from '../../core/errors.ts'
import { describeError } from '../../core/thrown.ts'

/**
 * Collects garbage at once: of the whole heap, only where new objects are
 * (`'young'`), or all there is, after which the room for new objects is as small as at the start (`'thorough'`).
 */
export type CollectGarbage = (how?: keyof typeof WAYS) => void

/** What V8 calls them. */
const WAYS = { young: { type: 'minor' }, thorough: { flavor: 'last-resort' } } as const

let known: CollectGarbage | undefined

/**
 * The garbage collector of this thread, with or without `--expose-gc`: works in
 * forks and in threads.
 *
 * @param place who needs it, for the error: `toNotLeakMemory`
 * @throws SkillperfError where this runtime does not give it
 */
export function garbageCollector(place: string): CollectGarbage {
  return (known ??= exposedCollector() ?? borrowedCollector(place))
}

function exposedCollector(): CollectGarbage | undefined {
  const { gc } = globalThis as { gc?: unknown }
  return typeof gc === 'function' ? collectorOf(gc) : undefined
}

// oxlint-disable-next-line typescript/no-unsafe-function-type -- of the engine, which types nothing
function collectorOf(gc: Function): CollectGarbage {
  return (how) => void Reflect.apply(gc, undefined, how === undefined ? [] : [WAYS[how]])
}

/** A new context has `gc` while the flag is set, and goes on having it. */
function borrowedCollector(place: string): CollectGarbage {
  try {
    const v8 = process.getBuiltinModule('node:v8')
    const vm = process.getBuiltinModule('node:vm')
    v8.setFlagsFromString('--expose-gc')
    try {
      const gc: unknown = vm.runInNewContext('gc')
      if (typeof gc === 'function') return collectorOf(gc)
    } finally {
      v8.setFlagsFromString('--no-expose-gc')
    }
  } catch (error) {
    throw noCollector(place, describeError(error))
  }
  throw noCollector(place, 'V8 did not expose gc')
}

function noCollector(place: string, reason: string): SkillperfError {
  return new SkillperfError(
    `${place} has to collect garbage, and cannot do so here: ${reason}.\n` +
      `  Next step: run it on Node, in a project with pool: 'forks' and execArgv: ['--expose-gc'].`,
  )
}
