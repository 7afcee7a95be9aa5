import { SkillperfError } from '../../core/errors.ts'
import { describeError } from '../../core/thrown.ts'
import type { DuetAnswer, DuetRequest } from './duet-request.ts'
import { playDuets } from './play-duets.ts'

/** The process that plays duets: gets its request by message, answers by message, and ends. */
process.once('message', (request: DuetRequest) => {
  void playDuets(request)
    .catch((error: unknown): DuetAnswer => ({
      kind: 'failure',
      reason: error instanceof SkillperfError ? error.message : describeError(error),
    }))
    .then((answer) => process.send?.(answer))
})

// Whoever asked is gone.
process.once('disconnect', () => process.exit(1))
