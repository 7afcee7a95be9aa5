import { formatCount, formatExact, formatNumber, formatShare, printable } from '../src/core/format.ts'
import type { AmountRecord, LlmRecord } from '../src/core/seen-record.ts'
import type { MeasurementRecord } from '../src/core/wire.ts'
import { shorten } from '../src/core/shorten.ts'

const NAMES_SHOWN = 4

/**
 * One line on what the mocks have seen: calls and tokens per iteration,
 * retries, speed, caches. Undefined where plain tools were called and answered:
 * the table has told enough of them.
 */
export function describeSeen({ calls, seen, llm }: MeasurementRecord): string | undefined {
  if (seen === null || (llm === null && seen.retries.total === 0 && seen.caches.length === 0))
    return undefined
  const called = calls.filter(({ total }) => total > 0)
  const more = called.length - NAMES_SHOWN
  const counts = called
    .slice(0, NAMES_SHOWN)
    .map((call) => `${shorten(printable(call.name))} ${describeMean(call)} ×`)
  const retries = seen.retries.total
  return [
    `${[counts.join(', ') + (more > 0 ? ` and ${more} more` : ''), ...describeTokens(llm)].join(', ')} per iteration`,
    ...(retries === 0 ? [] : [formatCount(retries, 'retry', 'retries')]),
    ...(llm === null ? [] : describeSpeed(llm)),
    ...seen.caches
      .filter(({ hits, misses }) => hits + misses > 0)
      .map(
        ({ name, hits, misses }) => `${shorten(printable(name))} ${formatShare(hits / (hits + misses))} hits`,
      ),
  ].join(' · ')
}

function describeTokens(llm: LlmRecord | null): string[] {
  if (llm === null || llm.tokens.total.total === 0) return []
  return [`${describeMean(llm.tokens.in)} tokens in`, `${describeMean(llm.tokens.out)} out`]
}

function describeSpeed({ tokensPerSecond, goodput, sloAttainment }: LlmRecord): string[] {
  return [
    ...(tokensPerSecond === null ? [] : [`${formatNumber(tokensPerSecond)} tokens/s`]),
    ...(goodput === null ? [] : [`goodput ${formatNumber(goodput)}/s`]),
    ...(sloAttainment === null ? [] : [`SLO ${formatShare(sloAttainment)}`]),
  ]
}

function describeMean({ perIteration: { mean } }: AmountRecord): string {
  return Number.isInteger(mean) ? formatExact(mean) : formatNumber(mean)
}
