import type { ClockKind } from '../time/clock.ts'
import type { Culprit } from './culprit.ts'
import type { LeakFinding } from './leak-finding.ts'

/** All there is to tell about a function that was watched for leaks. */
export interface LeakReport {
  readonly finding: LeakFinding
  readonly clock: ClockKind
  /** What each call may keep; undefined for as little as can be seen. */
  readonly limitBytes: number | undefined
  /** Undefined where nobody was looked for. */
  readonly culprit: Culprit | undefined
}
