/** `npm run soak` runs the same tests at their full counts. */
export const SOAK: boolean = process.env['SKILLPERF_SOAK'] === '1'

/** A count for this run: in full when soaking, otherwise a twentieth, at least one. */
export function scaled(full: number): number {
  return SOAK ? full : Math.max(1, Math.ceil(full / 20))
}
