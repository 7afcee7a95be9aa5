/**
 * What real I/O does in virtual time: fails the run, costs no virtual time, or
 * lets the clock run at the real rate while it is out.
 */
export type RealIoPolicy = 'error' | 'freeze' | 'flow'

/** How a virtual run behaves. */
export interface VirtualOptions {
  /** @default 'error' */
  readonly realIO?: RealIoPolicy
  /**
   * What the CPU time of the code costs in virtual time: nothing, or as much as
   * it really takes, which differs from run to run.
   *
   * @default 'ignore'
   */
  readonly cpu?: 'ignore' | 'add'
  /**
   * Virtual ms that may pass without progress. Loops that never get on are told
   * earlier, by what they do (`EndlessGuard`).
   *
   * @default 3_600_000
   */
  readonly maxVirtualMs?: number
  /**
   * What the wall clock shows at the start, in ms since 1970.
   *
   * @default 2026-01-01T00:00:00Z
   */
  readonly now?: number
  /**
   * Seed of `Math.random`.
   *
   * @default 1
   */
  readonly seed?: number
  /**
   * Real ms for which real I/O may be out.
   *
   * @default 2_000
   */
  readonly stallMs?: number
}

export const DEFAULTS: Required<VirtualOptions> = {
  realIO: 'error',
  cpu: 'ignore',
  maxVirtualMs: 3_600_000,
  now: Date.UTC(2026, 0, 1),
  seed: 1,
  stallMs: 2_000,
}
