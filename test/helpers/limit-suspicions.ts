import { LimitSuspicion } from '../../src/worker/limit-suspicion.ts'
import type { Suspicion } from '../../src/worker/suspicion.ts'

/** Suspicions that are all about limits. */
export function limitSuspicions(suspicions: readonly Suspicion[]): readonly LimitSuspicion[] {
  return suspicions.map((one) => {
    if (one instanceof LimitSuspicion) return one
    throw new Error('a suspicion that is not about a limit')
  })
}
