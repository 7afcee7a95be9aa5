import { formatExact } from '../format.ts'
import type { ComparedFigure } from './compare-exact.ts'
import { readCountLabel } from './count-kinds.ts'
import type { CountKindName } from './count-kinds.ts'

/** One message shows no more of them. */
const CAUSES_SHOWN = 3

/**
 * What most probably lies behind figures that are worse, a sentence each.
 *
 * @param redrawn mocks that draw other latencies than in the baseline
 */
export function likelyCauses(figures: readonly ComparedFigure[], redrawn: readonly string[] = []): string[] {
  const worse = figures.filter(({ change }) => change === 'worse')
  if (worse.length === 0) return []
  const more = new Counts(worse)
  const causes = [
    ...more.calls.map(([name, amount]) => describeCalls(name, amount, more)),
    ...describeRest(more, redrawn),
  ]
  return causes.slice(0, CAUSES_SHOWN)
}

/** By how much counts are worse in an iteration. */
class Counts {
  readonly #worse: readonly ComparedFigure[]

  constructor(worse: readonly ComparedFigure[]) {
    this.#worse = worse
  }

  of(wanted: CountKindName): [name: string, amount: number][] {
    return this.#worse.flatMap(({ label, expected, received }): [string, number][] => {
      const read = readCountLabel(label)
      if (read?.kind !== wanted) return []
      return [[read.mock ?? '', Number((received - expected).toPrecision(3))]]
    })
  }

  by(kind: CountKindName, mock: string): number {
    return this.of(kind).find(([name]) => name === mock)?.[1] ?? 0
  }

  has(kind: CountKindName): boolean {
    return this.of(kind).length > 0
  }

  /** Those of caches that know less follow from it. */
  get calls(): [name: string, amount: number][] {
    return this.of('calls').filter(([name]) => this.by('misses', name) === 0)
  }

  /** No count is worse: times alone are. */
  get none(): boolean {
    return this.#worse.every(({ unit }) => unit === 'ms')
  }
}

function describeCalls(name: string, amount: number, more: Counts): string {
  const added = `+${formatExact(amount)} \`${name}\` ${amount === 1 ? 'call' : 'calls'} per iteration`
  if (more.by('retries', name) >= amount) {
    return `${added}, to try again what had failed or was given up: look at why it fails, and at how often its client tries.`
  }
  if (more.by('repeats', name) >= amount) {
    return `${added}, same arguments: keep the first answer, or share its promise between those who ask.`
  }
  const lost = more.of('misses').find(([cache]) => cache !== name)
  if (lost !== undefined) {
    return `${added}, because \`${lost[0]}\` does not know what it knew: look at its keys, and at how long it keeps them.`
  }
  return `${added}, not with the same arguments: look at what asks for more.`
}

/** What is behind figures that no more calls explain. */
function describeRest(more: Counts, redrawn: readonly string[]): string[] {
  if (more.calls.length > 0) return []
  const [lost] = more.of('misses')
  if (lost !== undefined) {
    const [name, amount] = lost
    return [
      `+${formatExact(amount)} ${amount === 1 ? 'miss' : 'misses'} of \`${name}\` per iteration: look at its keys, and at how long it keeps them.`,
    ]
  }
  if (more.has('depth')) {
    return [
      'the same calls, but more of them one after the other: start those that do not need the answers of others at the same time, await Promise.all([…]).',
    ]
  }
  if (more.has('tokensIn') || more.has('tokensOut')) {
    return ['the same calls, but with more tokens: look at what is added to the prompts.']
  }
  if (!more.none) return []
  return redrawn.length > 0
    ? [
        `the same calls take longer together, most probably those of ${redrawn.map((name) => `\`${name}\``).join(', ')}, which draw other latencies now.`,
      ]
    : [
        'the same calls take longer together: look at what waits beside or between them, such as a back-off, a queue, or less at once.',
      ]
}
