/** What stands beside the options in a test's meta: our own report. */
export const REPORT_KEYS: readonly string[] = ['version', 'tries']

/**
 * Whether a test's meta says anything about its clock; whether rightly, its
 * reader tells. Alone in its file: every test process loads it.
 */
export function wantsOtherTime(meta: unknown): boolean {
  return (
    typeof meta === 'object' && meta !== null && Object.keys(meta).some((key) => !REPORT_KEYS.includes(key))
  )
}
