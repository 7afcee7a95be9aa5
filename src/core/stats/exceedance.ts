/** No decision before this many observations, however clear they look. */
const LEAST_OBSERVATIONS = 20
/** Evidence of 20 : 1 decides: wrong in at most 5 % of all series, however often one looks. */
const LOG_EVIDENCE = Math.log(20)

/** What the test has found about the true share: `below` the tested one, or not. */
export type ExceedanceDecision = 'below' | 'above'

/**
 * Tests "a share of at least `share` exceeds" against "fewer do", valid however
 * often one looks and whenever one stops: a sequential test by an e-process.
 *
 * The evidence is a Beta-binomial mixture over the tested share itself. With a
 * prior Beta(1, b) whose mean is `share`, after k of n observations exceeded:
 *
 *     ln E = ln B(1 + k, b + n − k) − ln B(1, b) − k ln share − (n − k) ln(1 − share)
 *
 * It is decided from 20 observations on as soon as E > 20, by the side of
 * `share` that k / n is on.
 *
 * Source: the method of mixtures (H. Robbins, "Statistical methods related to
 * the law of the iterated logarithm", Ann. Math. Stat. 41 (1970)), with Ville's
 * inequality for the bound on E.
 */
export class ExceedanceTest {
  readonly share: number
  /** Second parameter of the prior Beta(1, b), whose mean is then `share`. */
  readonly #b: number
  #exceeding = 0
  #observations = 0
  #logEvidence = 0

  /** @param share above 0 and below 1: 0.05 tests a p95 */
  constructor(share: number) {
    this.share = share
    this.#b = (1 - share) / share
  }

  /** Notes one observation. */
  add(exceeds: boolean): void {
    // The mixture's prediction for this observation, against what `share` predicts.
    const prior = 1 + this.#b + this.#observations
    if (exceeds) {
      this.#logEvidence += Math.log((1 + this.#exceeding) / (prior * this.share))
      this.#exceeding++
    } else {
      const kept = this.#observations - this.#exceeding
      this.#logEvidence += Math.log((this.#b + kept) / (prior * (1 - this.share)))
    }
    this.#observations++
  }

  /** What the observations so far say: whoever goes on may lose a decision again. */
  get decision(): ExceedanceDecision | undefined {
    if (this.#observations < LEAST_OBSERVATIONS || this.#logEvidence <= LOG_EVIDENCE) return undefined
    return this.#exceeding < this.share * this.#observations ? 'below' : 'above'
  }

  /** ln E, the evidence against the share that is tested. */
  get logEvidence(): number {
    return this.#logEvidence
  }
}

/** What the test says of `exceeding` in `observations`, judged at this point alone; the order does not matter. */
export function testExceedances(
  { observations, exceeding }: { readonly observations: number; readonly exceeding: number },
  share: number,
): ExceedanceDecision | undefined {
  const b = (1 - share) / share
  let logEvidence = 0
  for (let i = 0; i < observations; i++) {
    const part = i < exceeding ? (1 + i) / share : (b + i - exceeding) / (1 - share)
    logEvidence += Math.log(part / (1 + b + i))
  }
  if (observations < LEAST_OBSERVATIONS || logEvidence <= LOG_EVIDENCE) return undefined
  return exceeding < share * observations ? 'below' : 'above'
}

/** How many observations the test needs when none exceeds: 93 for a share of 5 %, 473 for 1 %, 4,742 for 0.1 %. */
export function leastForSequential(share: number): number {
  // Without an exceedance the product telescopes: E = b / (b + n) · (1 − share)⁻ⁿ.
  const decides = (n: number): boolean =>
    -n * Math.log1p(-share) - Math.log1p((n * share) / (1 - share)) > LOG_EVIDENCE
  let high = LEAST_OBSERVATIONS
  if (decides(high)) return high
  while (!decides(high)) high *= 2
  // Halved until nothing is between; far up, numbers are further apart than 1.
  let low = high / 2
  for (;;) {
    const middle = Math.floor((low + high) / 2)
    if (middle <= low || middle >= high) return high
    if (decides(middle)) high = middle
    else low = middle
  }
}
