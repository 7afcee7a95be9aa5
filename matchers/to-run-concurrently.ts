import type { CountFinding } from '../src/core/count-failure.ts'
import { SkillperfError, usageError } from '../src/core/errors.ts'
import { formatCount, formatExact, formatNumber } from '../src/core/format.ts'
import { judgeCount } from '../src/core/judgement.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { publicName } from '../src/core/redact.ts'
import { findOperation } from '../src/core/trace/known-span.ts'
import { NAMES_COMPARED } from '../src/core/trace/overlap-tally.ts'
import type { SpanOverlap } from '../src/core/trace/overlap-tally.ts'
import { matchCount } from './count-matcher.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toRunConcurrently'
const PAIRS_SHOWN = 6

/**
 * Passes when spans of each two of these names were running at once, in every
 * iteration that has both. A single name stands for its own spans: two of them
 * were running at once. A span and what runs within it do not count.
 *
 * @throws SkillperfError for a name that nobody knows, listing those that are known, and where no iteration has both
 * @example expect(run).toRunConcurrently('web_search', 'fetch_page')
 */
export function toRunConcurrently(
  this: MatcherState,
  subject: unknown,
  ...names: readonly string[]
): MatcherResult {
  const args = showArguments(...names)
  return matchCount(this, { name: NAME, subject, args, find: (run) => find(run, names) })
}

function find(run: Measurement, wanted: readonly unknown[]): CountFinding {
  if (wanted.length === 0) {
    throw usageError({
      place: NAME,
      rule: 'there must be at least one name',
      fix: `Write for example expect(run).${NAME}('web_search', 'fetch_page').`,
    })
  }
  const names = wanted.map((name) => findOperation(run.spans, name, NAME).name)
  const pairs = pairsOf(names).map((pair) => overlapOf(run, pair))
  const worst = pairs.reduce((least, pair) => (shareOf(pair) < shareOf(least) ? pair : least))
  const label = `${names.map(publicName).join(', ')} at once`
  return {
    judgement: judgeCount({ label, bound: 'at least', unit: '' }, 1, shareOf(worst)),
    phrase: label,
    scope: ['of the iterations that have both', 'of the iterations that have both'],
    where: worst.apart === undefined ? '' : `(first not in iteration ${formatExact(worst.apart)})`,
    n: formatExact(worst.iterations),
    spread: [`at once for ${formatMs(worst)} per iteration`],
    evidence:
      pairs.length === 1
        ? []
        : [
            ...pairs.slice(0, PAIRS_SHOWN).map(describePair),
            ...(pairs.length > PAIRS_SHOWN ? [`and ${pairs.length - PAIRS_SHOWN} more pairs`] : []),
          ],
    next: 'start both before you await either: await Promise.all([…]). One that needs what the other returns cannot run beside it.',
  }
}

/** Each two of some names; of a single one, it and itself. */
function pairsOf(names: readonly string[]): readonly (readonly [string, string])[] {
  const [only] = names
  if (names.length === 1 && only !== undefined) return [[only, only]]
  return names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const))
}

/** @throws SkillperfError where no iteration has both */
function overlapOf(run: Measurement, [a, b]: readonly [string, string]): SpanOverlap {
  const { overlaps, operations } = run.spans
  const found = overlaps.find(
    ({ names: [one, other] }) => (one === a && other === b) || (one === b && other === a),
  )
  if (found !== undefined && found.iterations > 0) return found
  const shown = [a, b].map((name) => JSON.stringify(publicName(name)))
  const both = a === b ? `two spans ${shown[0]}` : `both ${shown.join(' and ')}`
  const why =
    a === run.name || b === run.name
      ? `${JSON.stringify(publicName(run.name))} is the iteration itself, and all else runs within it.`
      : operations.length > NAMES_COMPARED
        ? `Only the first ${NAMES_COMPARED} names of a measurement are compared: give spans names without what changes, such as ids.`
        : 'See what was there with run.spans, or perf.print().'
  throw new SkillperfError(
    `${NAME}: no iteration of "${publicName(run.name)}" is known to have ${both}, so that there is nothing to judge. ${why}`,
  )
}

function shareOf({ overlapping, iterations }: SpanOverlap): number {
  return overlapping / iterations
}

function describePair({ names: [a, b], overlapping, iterations, totalMs }: SpanOverlap): string {
  return `  ${publicName(a)}, ${publicName(b)}: in ${formatExact(overlapping)} of ${formatCount(iterations, 'iteration')}, for ${formatMs({ totalMs, iterations })} of each`
}

function formatMs({ totalMs, iterations }: Pick<SpanOverlap, 'totalMs' | 'iterations'>): string {
  return totalMs === 0 ? '0 ms' : `${formatNumber(totalMs / iterations)} ms`
}
