import { runAttempt } from './attempt.ts'
import type { AttemptAnswer, AttemptRequest } from '../core/attempts.ts'
import { describeError } from '../core/thrown.ts'

/** The process of a fresh attempt: gets its request by message, answers by message, and ends. */
process.once('message', (request: AttemptRequest) => {
  void runAttempt(request)
    .catch((error: unknown): AttemptAnswer => ({ kind: 'failure', reason: describeError(error) }))
    .then((answer) => process.send?.(answer))
})
