import type { TokenUse } from './seen.ts'

/** Tokens that a measurement has used of one model. */
export type ModelUse = Omit<TokenUse, 'iteration'>

/** Adds the iterations up, for each model in the order in which it was first seen. */
export function modelUses(uses: readonly TokenUse[]): ModelUse[] {
  return [...Map.groupBy(uses, ({ model }) => model)].map(([model, all]) => {
    const sum = (of: 'calls' | 'input' | 'output'): number => all.reduce((total, use) => total + use[of], 0)
    return { model, calls: sum('calls'), input: sum('input'), output: sum('output') }
  })
}
