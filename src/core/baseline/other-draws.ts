import type { ExactComparison } from './compare-exact.ts'

/**
 * Why one seed says nothing, a phrase each; none where both have drawn the same.
 *
 * @param than `than in the baseline`
 */
export function describeOtherDraws(
  { renamed, redrawn, otherIterations }: Pick<ExactComparison, 'renamed' | 'redrawn' | 'otherIterations'>,
  than: string,
): string[] {
  const newNames = new Set(renamed.values())
  return [
    ...[...renamed].map(([from, to]) => `\`${from}\` is called \`${to}\` now`),
    ...redrawn
      .filter((name) => !newNames.has(name))
      .map((name) => `\`${name}\` draws other latencies ${than}`),
    ...(otherIterations === undefined ? [] : [`it runs another number of iterations ${than}`]),
  ]
}
