import type { MockHost } from '../core/calls/mocked-call.ts'
import { describeError } from '../core/thrown.ts'

/** What a model or a reply throws is the test's mistake, not an error of the tool that its code may handle: it fails the test. */
export function testsMistake(host: Pick<MockHost, 'fail'>, thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(describeError(thrown))
  host.fail(error)
  return error
}
