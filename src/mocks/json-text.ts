/** A value as JSON; undefined where JSON cannot say it: functions, big integers, cycles. */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
