import { runAttempt, runTests } from './attempt.ts'
import type { AttemptAnswer, AttemptRequest } from '../core/attempts.ts'
import type { RecordingAnswer, RecordingRequest } from '../core/baseline/recording.ts'
import { describeError } from '../core/thrown.ts'

/** The process of a fresh attempt, or of a recording: gets its request by message, answers by message, and ends. */
process.once('message', (request: AttemptRequest | RecordingRequest) => {
  void answer(request)
    .catch((error: unknown) => ({ kind: 'failure' as const, reason: describeError(error) }))
    .then((answer) => process.send?.(answer))
})

// Whoever asked is gone.
process.once('disconnect', () => process.exit(1))

function answer(request: AttemptRequest | RecordingRequest): Promise<AttemptAnswer | RecordingAnswer> {
  return 'tests' in request ? runTests(request) : runAttempt(request)
}
