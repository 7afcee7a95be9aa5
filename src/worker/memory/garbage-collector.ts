import { SkillperfError } from '../../core/errors.ts'
import { describeError } from '../../core/thrown.ts'
import { shared } from '../process-state.ts'

/** Collects garbage at once, of the whole heap. */
export type CollectGarbage = () => void

const known: { collect: CollectGarbage | undefined } = shared('garbage collector', () => ({
  collect: undefined,
}))

/**
 * The garbage collector of this thread, with or without `--expose-gc`: works in
 * forks and in threads.
 *
 * @param place who needs it, for the error: `toNotLeakMemory`
 * @throws SkillperfError where this runtime does not give it
 */
export function garbageCollector(place: string): CollectGarbage {
  known.collect ??= exposedCollector() ?? borrowedCollector(place)
  return known.collect
}

function exposedCollector(): CollectGarbage | undefined {
  const { gc } = globalThis as { gc?: unknown }
  return typeof gc === 'function' ? (): void => void Reflect.apply(gc, undefined, []) : undefined
}

/** A new context has `gc` while the flag is set, and goes on having it. */
function borrowedCollector(place: string): CollectGarbage {
  try {
    const v8 = process.getBuiltinModule('node:v8')
    const vm = process.getBuiltinModule('node:vm')
    v8.setFlagsFromString('--expose-gc')
    try {
      const gc: unknown = vm.runInNewContext('gc')
      if (typeof gc === 'function') return () => void Reflect.apply(gc, undefined, [])
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
