import { formatNumber } from './format.ts'

/** From this share of a limit on, computing decides about it, too. */
const MATTERS = 0.1

/**
 * What a virtual clock has left out, where it matters for a limit.
 *
 * @param run `cpu` in real ms per iteration
 * @param limitMs a limit on durations
 */
export function describeUncountedCpu(
  { cpu, cpuCounted = false }: { readonly cpu?: number | undefined; readonly cpuCounted?: boolean },
  limitMs: number,
): string | undefined {
  if (cpuCounted || cpu === undefined || !(cpu > limitMs * MATTERS)) return undefined
  return `Not counted: ${formatNumber(cpu)} ms CPU per iteration. Use { clock: 'real' }, perf.clock.work(ms) or { cpu: 'add' }.`
}
