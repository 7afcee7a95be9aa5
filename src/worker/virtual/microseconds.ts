/** Virtual time is kept in whole microseconds, so that sums are exact. */
export function toUs(ms: number): number {
  return Math.round(ms * 1_000)
}

export function toMs(us: number): number {
  return us / 1_000
}
