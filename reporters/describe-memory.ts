import { formatBytes } from '../src/core/byte-size.ts'
import { formatCount, formatNumber, formatShare } from '../src/core/format.ts'
import type { MeasurementRecord } from '../src/core/wire.ts'

/** From this share of the time on, collecting garbage matters to whoever looks at durations ... */
const MATTERS = 0.05
/** ... unless these were a few that happened to fall into a short measurement. */
const LEAST_MS = 10
const LEAST_COLLECTIONS = 5

/**
 * One line on memory: what an iteration allocates where that was asked for, and
 * collections of garbage then, too, or where they took long. Undefined for neither.
 */
export function describeMemory({ allocated, gc }: MeasurementRecord): string | undefined {
  const parts = [
    ...(allocated === undefined
      ? []
      : [
          `allocates ${formatBytes(allocated.heapBytes)} per iteration${allocated.offHeapBytes > 0 ? ` and ${formatBytes(allocated.offHeapBytes)} off-heap` : ''}`,
        ]),
    ...(gc === undefined || (allocated === undefined && !matters(gc))
      ? []
      : [
          `collecting garbage took ${formatShare(gc.share)} of the time: ${formatCount(gc.collections, 'collection')}, ${formatNumber(gc.pauseMs)} ms`,
        ]),
  ]
  return parts.length === 0 ? undefined : parts.join(' · ')
}

function matters({ share, pauseMs, collections }: NonNullable<MeasurementRecord['gc']>): boolean {
  return share >= MATTERS && pauseMs >= LEAST_MS && collections >= LEAST_COLLECTIONS
}
