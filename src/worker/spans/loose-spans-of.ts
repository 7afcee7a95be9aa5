import type { Scope } from '../scope.ts'
import type { LooseSpans } from './loose.ts'

/** Where spans of the running code go that belong to no measurement; undefined while something is measured. */
export function looseSpansOf(scope: Scope | undefined): LooseSpans | undefined {
  return scope?.test.measuring === undefined ? scope?.test.looseSpans : undefined
}
