import { formatNumber } from '../format.ts'
import type { ProfileReport } from './profile-report.ts'

export function formatProfile(report: ProfileReport, _: { readonly color?: boolean } = {}): string {
  const lines = report.operations.map(
    ({ name, count, totalMs }) => `${name}  ${count}  ${formatNumber(totalMs)} ms`,
  )
  return [report.name, ...lines].join('\n')
}
