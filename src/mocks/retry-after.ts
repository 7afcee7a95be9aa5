/** Headers that say when to try again: whole seconds as HTTP has them, and ms, which SDKs prefer. */
export function retryAfter(ms: number | undefined): Record<string, string> {
  if (ms === undefined) return {}
  return {
    'retry-after': String(Math.ceil(ms / 1_000)),
    ...(ms % 1_000 !== 0 && { 'retry-after-ms': String(ms) }),
  }
}
