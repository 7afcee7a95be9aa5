import { performance } from 'node:perf_hooks'

/**
 * Node keeps the times of the first 250 requests of `fetch`, which would look
 * like a leak of the code that asks.
 *
 * @returns takes away those that have come; older ones go with them, because Node can only clear all
 */
export function newRequestTimings(): { readonly clear: () => void } {
  let known = countTimings()
  return {
    clear() {
      if (countTimings() <= known) return
      performance.clearResourceTimings()
      known = 0
    },
  }
}

function countTimings(): number {
  return performance.getEntriesByType('resource').length
}
