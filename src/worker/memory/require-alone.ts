import { SkillperfError, usageError } from '../../core/errors.ts'
import { publicName } from '../../core/redact.ts'
import type { TestRun } from '../test-run.ts'

/**
 * Memory is the process's: what others keep meanwhile would be charged to the
 * function that is watched.
 *
 * @param place the matcher's name
 * @throws SkillperfError in a concurrent test, while something is measured, or once the test has ended
 */
export function requireAlone(test: TestRun | undefined, place: string): void {
  if (test === undefined) return
  test.requireRunning(place)
  if (test.test.concurrent) {
    throw usageError({
      place,
      rule: 'this test is concurrent, and what the tests beside it keep would be taken for what this function keeps',
      fix: 'Take .concurrent away from the test and its describe (or `sequence.concurrent` from the config).',
    })
  }
  if (test.measuring !== undefined) {
    throw new SkillperfError(
      `${place}: "${publicName(test.measuring.name)}" is still running, and two at once would disturb each other. Await the first before the second.`,
    )
  }
}
