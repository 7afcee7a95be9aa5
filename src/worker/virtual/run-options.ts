import { DEFAULT_SEED } from '../../core/options/default-seed.ts'
import { VIRTUAL_DEFAULTS } from '../../core/options/virtual-options.ts'
import type { CpuPolicy, RealIoPolicy } from '../../core/options/virtual-options.ts'

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
  readonly cpu?: CpuPolicy
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
  realIO: VIRTUAL_DEFAULTS.realIO,
  cpu: VIRTUAL_DEFAULTS.cpu,
  maxVirtualMs: VIRTUAL_DEFAULTS.maxVirtualMs,
  now: VIRTUAL_DEFAULTS.nowMs,
  seed: DEFAULT_SEED,
  stallMs: 2_000,
}
