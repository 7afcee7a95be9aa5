import type { Amount } from './amount.ts'
import { AmountBuilder } from './amount.ts'
import type { TokenUse } from './seen.ts'

/** Tokens that a measurement has used, of all models together. */
export interface TokenTotals {
  /** Of prompts. */
  readonly in: Amount
  /** Of answers. */
  readonly out: Amount
  readonly total: Amount
}

/** Which tokens to count. */
export type TokenKind = keyof TokenTotals

/** @param iterations all there were, those that used none too */
export function tokenTotals(uses: readonly TokenUse[], iterations: number): TokenTotals {
  const builders = { in: new AmountBuilder(), out: new AmountBuilder(), total: new AmountBuilder() }
  for (const [iteration, all] of Map.groupBy(uses, (use) => use.iteration)) {
    const sum = (of: 'input' | 'output'): number => all.reduce((total, use) => total + use[of], 0)
    builders.in.add(iteration, sum('input'))
    builders.out.add(iteration, sum('output'))
    builders.total.add(iteration, sum('input') + sum('output'))
  }
  return {
    in: builders.in.amount(iterations),
    out: builders.out.amount(iterations),
    total: builders.total.amount(iterations),
  }
}
