import type { Amount } from './amount.ts'
import type { CallCount } from './call-count.ts'

/** What the mocks of a measurement have seen, warm-up left out. */
export interface Seen {
  /** Calls by the mock's name; mocks that nobody called are there, too. */
  readonly counts: Readonly<Record<string, CallCount>>
  /** Calls that asked what a call before had asked, which had failed or was given up. */
  readonly retries: Amount
  /** Calls that asked the same as one before, which had not failed. */
  readonly repeats: Amount
  /** Some of them, the first ones. */
  readonly repeated: readonly RepeatedCall[]
  /** The longest chain of calls, each of which began when the one before had ended. */
  readonly serialDepth: Amount & {
    /** The names of the longest chain of all. */
    readonly chain: readonly string[]
  }
  /** Tokens of each iteration that used any, by model. */
  readonly tokens: readonly TokenUse[]
  /** Lookups by the cache's name. */
  readonly caches: Readonly<Record<string, CacheUse>>
  /** Calls that another moment might have ended in another way: given up by their caller, or turned away by a rate limit. */
  readonly timed: number
  /** By the mock: a digest of what its latency model draws, the same for every code that calls it; empty outside of measurements. */
  readonly draws: Readonly<Record<string, string>>
  readonly llm: SeenLlm
}

/** A call that asked the same as one before. */
export interface RepeatedCall {
  readonly name: string
  readonly iteration: number
  /** What both asked, as text. */
  readonly asked: string
}

/** Tokens that one iteration has used of one model. */
export interface TokenUse {
  readonly iteration: number
  readonly model: string
  /** Calls that have used them. */
  readonly calls: number
  readonly input: number
  readonly output: number
}

export interface CacheUse {
  readonly hits: number
  readonly misses: number
}

/** Series over calls of language models, in order of their iterations' ends. */
export interface SeenLlm {
  readonly calls: number
  /** From the request to the first token, in ns. */
  readonly ttftNs: Float64Array
  /** Between one handing over of tokens and the next, in ns. */
  readonly interTokenNs: Float64Array
  /** Of each call, in ns. */
  readonly perOutputTokenNs: Float64Array
  /** Of each call. */
  readonly tokensPerSecond: Float64Array
  /** Calls that have kept every objective; undefined where there is none. */
  readonly withinSlo: number | undefined
}

const NOTHING: Amount = { total: 0, perIteration: { min: 0, mean: 0, max: 0, worst: undefined } }
const NO_FIGURES = new Float64Array()

/** Where nothing was mocked. */
export const NOTHING_SEEN: Seen = {
  counts: {},
  retries: NOTHING,
  repeats: NOTHING,
  repeated: [],
  serialDepth: { ...NOTHING, chain: [] },
  tokens: [],
  caches: {},
  timed: 0,
  draws: {},
  llm: {
    calls: 0,
    ttftNs: NO_FIGURES,
    interTokenNs: NO_FIGURES,
    perOutputTokenNs: NO_FIGURES,
    tokensPerSecond: NO_FIGURES,
    withinSlo: undefined,
  },
}
