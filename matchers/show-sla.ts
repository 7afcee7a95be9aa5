import { show } from '../src/core/errors.ts'

/** The SLA as it was written, as far as it is one. */
export function showSla(sla: unknown): string {
  if (typeof sla !== 'object' || sla === null) return show(sla)
  return `{ ${Object.entries(sla)
    .map(([key, limit]) => `${key}: ${show(limit)}`)
    .join(', ')} }`
}
