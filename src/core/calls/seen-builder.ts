import { AmountBuilder } from './amount.ts'
import type { CallCount } from './call-count.ts'
import { chainOf, hasFailed } from './call-log.ts'
import type { CallLog, LoggedCall } from './call-log.ts'
import { elapsedMs } from '../elapsed-ms.ts'
import { llmCallOf, meetsSlo } from './llm-call.ts'
import type { CacheUse, RepeatedCall, Seen, TokenUse } from './seen.ts'
import type { ReadCallSlo } from './slo.ts'

const NS_PER_MS = 1e6
const REPEATED_KEPT = 5
const TOO_MANY_REQUESTS = 429

/** Sums over the calls of one name. */
class NameTotals {
  readonly calls = new AmountBuilder()
  ended = 0
  ms = 0
  atOnce = 0
  errors = 0
  retries = 0
  repeats = 0
  sent = 0
  received = 0

  add(call: LoggedCall): void {
    if (call.endedMs !== undefined) {
      this.ended++
      this.ms += elapsedMs(call.startedMs, call.endedMs)
    }
    if (hasFailed(call)) this.errors++
    if (call.again === 'retry') this.retries++
    if (call.again === 'repeat') this.repeats++
    this.sent += call.sentBytes
    this.received += call.receivedBytes
  }

  count(iterations: number): CallCount {
    const { atOnce, errors, retries, repeats, sent, received } = this
    return {
      ...this.calls.amount(iterations),
      atOnce,
      meanMs: this.ended === 0 ? 0 : this.ms / this.ended,
      errors,
      retries,
      repeats,
      bytes: { sent, received },
    }
  }
}

/** Adds up what the mocks have seen, iteration by iteration. */
export class SeenBuilder {
  readonly #slo: ReadCallSlo | undefined
  readonly #names = new Map<string, NameTotals>()
  readonly #retries = new AmountBuilder()
  readonly #repeats = new AmountBuilder()
  readonly #repeated: RepeatedCall[] = []
  readonly #depth = new AmountBuilder()
  #chain: string[] = []
  readonly #tokens: TokenUse[] = []
  readonly #caches = new Map<string, { hits: number; misses: number }>()
  readonly #ttftNs: number[] = []
  readonly #interTokenNs: number[] = []
  readonly #perOutputTokenNs: number[] = []
  readonly #tokensPerSecond: number[] = []
  #llmCalls = 0
  #timed = 0
  #withinSlo = 0

  /** @param slo what calls of language models have to keep */
  constructor(slo?: ReadCallSlo) {
    this.#slo = slo
  }

  /** Adds an iteration that has come to its end: calls that are still under way are counted, and have no duration. */
  add(iteration: number, log: CallLog): void {
    if (log.calls.length === 0) return
    for (const [name, calls] of Map.groupBy(log.calls, (call) => call.name)) {
      const totals = this.#names.get(name) ?? new NameTotals()
      this.#names.set(name, totals)
      totals.calls.add(iteration, calls.length)
      totals.atOnce = Math.max(totals.atOnce, log.atOnce(name))
      for (const call of calls) totals.add(call)
    }
    this.#addAgain(iteration, log)
    this.#addDepth(iteration, log)
    this.#addTokens(iteration, log)
    for (const call of log.calls) {
      if (hungOnTime(call)) this.#timed++
      if (call.kind === 'llm') this.#addLlmCall(call)
      if (call.kind === 'cache') this.#addLookups(call)
    }
  }

  /**
   * @param known names that are listed even when nobody called them
   * @param iterations all there were, those that called nothing too
   */
  seen(known: Iterable<string>, iterations: number): Seen {
    const names = new Set([...known, ...this.#names.keys()])
    return {
      counts: Object.fromEntries(
        [...names].map((name) => [name, (this.#names.get(name) ?? new NameTotals()).count(iterations)]),
      ),
      retries: this.#retries.amount(iterations),
      repeats: this.#repeats.amount(iterations),
      repeated: this.#repeated,
      serialDepth: { ...this.#depth.amount(iterations), chain: this.#chain },
      tokens: this.#tokens,
      caches: Object.fromEntries<CacheUse>(this.#caches),
      timed: this.#timed,
      draws: {},
      llm: {
        calls: this.#llmCalls,
        ttftNs: Float64Array.from(this.#ttftNs),
        interTokenNs: Float64Array.from(this.#interTokenNs),
        perOutputTokenNs: Float64Array.from(this.#perOutputTokenNs),
        tokensPerSecond: Float64Array.from(this.#tokensPerSecond),
        withinSlo: this.#slo === undefined ? undefined : this.#withinSlo,
      },
    }
  }

  #addAgain(iteration: number, { calls }: CallLog): void {
    this.#retries.add(iteration, calls.filter(({ again }) => again === 'retry').length)
    const repeats = calls.filter(({ again }) => again === 'repeat')
    this.#repeats.add(iteration, repeats.length)
    for (const { name, asked = '' } of repeats) {
      if (this.#repeated.length < REPEATED_KEPT) this.#repeated.push({ name, iteration, asked })
    }
  }

  #addDepth(iteration: number, log: CallLog): void {
    const { deepest } = log
    this.#depth.add(iteration, deepest?.depth ?? 0)
    if ((deepest?.depth ?? 0) > this.#chain.length) this.#chain = chainOf(deepest)
  }

  #addTokens(iteration: number, { calls }: CallLog): void {
    const used = calls.filter(({ usage }) => usage !== undefined)
    for (const [model, all] of Map.groupBy(used, ({ usage }) => usage?.model ?? '')) {
      const sum = (of: 'input' | 'output'): number =>
        all.reduce((total, { usage }) => total + (usage?.[of] ?? 0), 0)
      this.#tokens.push({
        iteration,
        model,
        calls: all.length,
        input: sum('input'),
        output: sum('output'),
      })
    }
  }

  #addLlmCall(call: LoggedCall): void {
    this.#llmCalls++
    const figures = llmCallOf(call)
    if (figures.ttftMs !== undefined) this.#ttftNs.push(nsOf(figures.ttftMs))
    for (const ms of figures.interTokenMs) this.#interTokenNs.push(nsOf(ms))
    if (figures.perOutputTokenMs !== undefined) this.#perOutputTokenNs.push(nsOf(figures.perOutputTokenMs))
    if (figures.tokensPerSecond !== undefined) this.#tokensPerSecond.push(figures.tokensPerSecond)
    if (this.#slo !== undefined && meetsSlo(call, figures, this.#slo)) this.#withinSlo++
  }

  #addLookups({ name, hits, misses }: LoggedCall): void {
    const use = this.#caches.get(name) ?? { hits: 0, misses: 0 }
    this.#caches.set(name, use)
    use.hits += hits
    use.misses += misses
  }
}

/** Another moment might have ended it in another way. */
function hungOnTime({ outcome }: LoggedCall): boolean {
  return outcome?.abandoned === true || outcome?.status === TOO_MANY_REQUESTS
}

function nsOf(ms: number): number {
  return Math.round(ms * NS_PER_MS)
}
