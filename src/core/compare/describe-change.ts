import type { BaselineKey } from '../baseline/baseline.ts'
import { formatAgainst, formatCount, formatExact, formatNumber, formatShare, printable } from '../format.ts'
import type { Column } from '../table.ts'
import { growth } from './change.ts'
import type { Change } from './change.ts'
import type { Comparison } from './compare.ts'

/** A change in the words of a table. */
export interface DescribedChange {
  /** `p95, virtual ms`. */
  readonly what: string
  readonly before: string
  readonly after: string
  /** `+21 % worse`. */
  readonly change: string
}

/** The columns of a table of changes. */
export const COLUMNS: readonly Column[] = [
  { title: 'measurement', align: 'left' },
  { title: 'what', align: 'left' },
  { title: 'before', align: 'right' },
  { title: 'after', align: 'right' },
  { title: 'change', align: 'left' },
]

export function describeChange(change: Change): DescribedChange {
  const { what, unit, before, after, direction } = change
  return {
    what: printable(`${what}${UNITS[unit]}`),
    before: formatAgainst(before, after),
    after: formatAgainst(after, before),
    change: `${formatGrowth(growth(change))} ${WORDS[direction]}`,
  }
}

const UNITS = { count: '', virtual: ', virtual ms', real: ', ms' } as const
const WORDS = { worse: 'worse', better: 'better', other: 'other' } as const

/** `+21 %`, `−3.2 %`, `×12`, and `new` where there was nothing before. */
export function formatGrowth(share: number): string {
  if (share === Infinity) return 'new'
  if (share >= 9) return `×${formatNumber(share + 1)}`
  const sign = share > 0 ? '+' : share < 0 ? '−' : '±'
  return `${sign}${formatShare(Math.abs(share))}`
}

/** `14 real times are within noise (−2.1 % … +3.0 %)`; undefined for none. */
export function describeNoise(noise: readonly number[]): string | undefined {
  if (noise.length === 0) return undefined
  const [least, most] = [Math.min(...noise), Math.max(...noise)].map(formatGrowth)
  const range = least === most ? `${most}` : `${least} … ${most}`
  return `${noise.length} real ${noise.length === 1 ? 'time is' : 'times are'} within noise (${range})`
}

/** `2 measurements changed, 14 unchanged`, and what the figures of counts are, where there are any. */
export function describeTotals({ changed, unchanged }: Pick<Comparison, 'changed' | 'unchanged'>): string {
  const counted = changed.some(({ changes }) => changes.some(({ unit }) => unit === 'count'))
  const totals = `${formatCount(changed.length, 'measurement')} changed, ${formatExact(unchanged.length)} unchanged`
  return counted ? `${totals}; counts are per iteration` : totals
}

/** Where a table of changes belongs: `src/a.test.ts`, with the project in front. */
export function describeFile({ project, file }: Pick<BaselineKey, 'project' | 'file'>): string {
  return printable(project === '' ? file : `${project} › ${file}`)
}

/** A measurement within its file: `test › measurement`, or one of them where both have one name. */
export function describeEntry({ test, measurement }: Pick<BaselineKey, 'test' | 'measurement'>): string {
  return printable(test === measurement ? measurement : `${test} › ${measurement}`)
}

/** A measurement anywhere: `src/a.test.ts › test › measurement`; a file where it names no test. */
export function describeKey(key: BaselineKey): string {
  return key.test === '' ? describeFile(key) : `${describeFile(key)} › ${describeEntry(key)}`
}

/** `src/a.test.ts › test › before → after`: what both have in common is said once. */
export function describeRename(before: BaselineKey, after: BaselineKey): string {
  if (describeFile(before) !== describeFile(after)) return `${describeKey(before)} → ${describeKey(after)}`
  const [was, is] =
    before.test === after.test
      ? [printable(before.measurement), printable(after.measurement)]
      : [describeEntry(before), describeEntry(after)]
  const where =
    before.test === after.test ? [describeFile(after), printable(after.test)] : [describeFile(after)]
  return `${where.join(' › ')} › ${was} → ${is}`
}
