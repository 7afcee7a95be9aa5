import type { FailureMode } from '../core/calls/failure-mode.ts'
import type { Modifier } from '../core/time/latency/modifier.ts'

/** Has every call fail in the same way. */
export function alwaysFails(failure: FailureMode): Modifier {
  return { description: `always ${failure.kind}`, begin: () => ({ admit: () => failure }) }
}
