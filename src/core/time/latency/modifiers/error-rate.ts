import { readFailure } from '../../../calls/failure-mode.ts'
import type { Failure } from '../../../calls/failure-mode.ts'
import { formatExactShare } from '../../../format.ts'
import { readShare } from '../../../units.ts'
import type { Share } from '../../../units.ts'
import type { Modifier } from '../modifier.ts'

/**
 * Some of the calls fail. Which ones is drawn from a stream of each call, and
 * with the same seed they are the same ones.
 *
 * @param share of the calls: 0 to 1, or a string such as `'1%'`
 * @param failure how they fail, after their latency: a status, an error or a kind of failure
 * @throws SkillperfError for a share or a failure that is none
 * @example tool.get('https://search.example/api', { modifiers: [errorRate('1%', 503)] })
 */
export function errorRate(share: Share, failure: Failure): Modifier {
  const place = 'errorRate(share, failure)'
  const p = readShare(share, '`share`', place, true)
  const mode = readFailure(failure, place)
  const what = mode.kind === 'status' ? mode.status : mode.kind === 'throw' ? mode.error.name : mode.kind
  return {
    description: `errorRate(${formatExactShare(p)}, ${what})`,
    begin: () => ({ admit: ({ random }) => (random() < p ? mode : undefined) }),
  }
}
