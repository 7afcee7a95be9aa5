import { SkillperfError } from '../errors.ts'
import { formatCount } from '../format.ts'
import { listNames } from '../known-name.ts'
import type { Measurement } from '../measurement.ts'
import { publicName } from '../redact.ts'
import { announcedMocks } from './mocked-call.ts'

/** Calls of all mocks together. */
export function totalCalls(run: Measurement): number {
  return Object.values(run.counts).reduce((sum, { total }) => sum + total, 0)
}

/** @throws SkillperfError where no mock was called: what calls nothing keeps every limit */
export function requireCalls(run: Measurement, place: string): void {
  if (totalCalls(run) > 0) return
  const known = Object.keys(run.counts)
  const [first] = known
  throw new SkillperfError(
    first === undefined
      ? `${place}: no mock was called in "${publicName(run.name)}", and none is known. Mock its tools before, with perf.network([…]).`
      : `${place}: no mock was called in "${publicName(run.name)}", so that there is nothing to judge. ` +
          `Known: ${listNames(known)}. If it shall call none, say so: expect(run).toCallAtMost(${JSON.stringify(publicName(first))}, 0).`,
  )
}

/** @throws SkillperfError where no language model was called, or none told of tokens */
export function requireTokens(run: Measurement, place: string): void {
  requireLlmCalls(run, place)
  if (run.seen.tokens.length > 0) return
  throw new SkillperfError(
    `${place}: none of the ${formatCount(run.seen.llm.calls, 'call')} of language models in "${publicName(run.name)}" told of its tokens, because none came to its end. See what they failed with.`,
  )
}

/** @throws SkillperfError where no language model was called */
export function requireLlmCalls(run: Measurement, place: string): void {
  if (run.seen.llm.calls > 0 || run.seen.tokens.length > 0) return
  throw new SkillperfError(
    `${place}: no call of a language model was seen in "${publicName(run.name)}". Mock it before, with perf.network([llm.…({ reply })]).`,
  )
}

/** Names of the mocks that a measurement could have called. */
export function knownMocks(run: Measurement): string[] {
  return [...new Set([...Object.keys(run.counts), ...announcedMocks()])]
}
