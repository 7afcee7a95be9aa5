import { readByteRate } from '../../../byte-rate.ts'
import type { ByteRate } from '../../../byte-rate.ts'
import { formatExact } from '../../../format.ts'
import type { Modifier } from '../modifier.ts'

/**
 * Bodies come in no faster than this, each response for itself.
 *
 * @param rate bytes per second, or a string such as `'1MB/s'`; KB are 1 000 bytes, KiB 1 024
 * @throws SkillperfError for a rate that is none
 * @example tool.get('https://files.example/report', { modifiers: [bandwidth('1MB/s')], json: report })
 */
export function bandwidth(rate: ByteRate): Modifier {
  const bytesPerSecond = readByteRate(rate, '`rate`', 'bandwidth(rate)')
  return {
    description: `bandwidth(${formatExact(bytesPerSecond)} B/s)`,
    begin: () => ({ bytesPerSecond }),
  }
}
