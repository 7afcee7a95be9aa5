import { runAttempt, runTests } from './attempt.ts'
import type { AttemptAnswer, AttemptRequest } from '../core/attempts.ts'
import type { RecordingAnswer, RecordingRequest } from '../core/baseline/recording.ts'
import { describeError } from '../core/thrown.ts'

/** The process of fresh attempts, or of a recording: gets its request by message, answers by message, and ends. */
process.once('message', (request: AttemptRequest | RecordingRequest) => {
  void answer(request).catch((error: unknown) => tell({ kind: 'failure', reason: describeError(error) }))
})

// Whoever asked is gone.
process.once('disconnect', () => process.exit(1))

async function answer(request: AttemptRequest | RecordingRequest): Promise<void> {
  if ('tests' in request) tell(await runTests(request))
  else await runAttempt(request, tell)
}

function tell(message: AttemptAnswer | RecordingAnswer): void {
  process.send?.(message)
}
