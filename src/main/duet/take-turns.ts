import type { TestProject } from 'vitest/node'

/** Both suites of a file, their tests, and the hooks of these. */
const AT_ONCE = 100
/** A test waits for the other version now and then, and measures twice. */
const TIMES_LONGER = 4
const WAITING_MS = 20_000

/** Sets up a project so that two suites of a file can take turns. */
export function takeTurns({ config }: TestProject): void {
  config.maxConcurrency = AT_ONCE
  config.testTimeout = longer(config.testTimeout)
  config.hookTimeout = longer(config.hookTimeout)
  config.retry = 0
  config.bail = 0
  config.sequence = { ...config.sequence, shuffle: false, concurrent: false }
}

/** 0 is for no timeout at all. */
function longer(timeoutMs: number): number {
  return timeoutMs === 0 ? 0 : timeoutMs * TIMES_LONGER + WAITING_MS
}
