import { setFlagsFromString } from 'node:v8'
import type { Collecting } from '../../core/memory/heap-peak.ts'

/** A flag while it is on, and as V8 has it. */
type Flag = readonly [on: string, off: string]

/** A buffer that is garbage is off the books when a collection ends, not some time later. */
const EXACT: readonly Flag[] = [
  ['--no-concurrent-array-buffer-sweeping', '--concurrent-array-buffer-sweeping'],
]
const WHOLE: readonly Flag[] = [
  ['--gc-global', '--no-gc-global'],
  // Marking in steps keeps what dies meanwhile.
  ['--no-incremental-marking', '--incremental-marking'],
  // What is taken for long-lived from the start is no occasion to collect.
  ['--no-allocation-site-pretenuring', '--allocation-site-pretenuring'],
]
const OFTEN: readonly Flag[] = [['--semi-space-growth-factor=1', '--semi-space-growth-factor=2']]

/**
 * Has V8 keep exact books of its heap, and collect in a certain way, while `fn`
 * runs. The flags are those of the whole process: other threads are a little
 * slower meanwhile.
 *
 * @throws what `fn` throws
 */
export async function withExactBooks<T>(collecting: Collecting, fn: () => Promise<T>): Promise<T> {
  const flags = [
    ...EXACT,
    ...(collecting === 'as it is' ? [] : WHOLE),
    ...(collecting === 'whole heap, often' ? OFTEN : []),
  ]
  for (const [on] of flags) setFlagsFromString(on)
  try {
    return await fn()
  } finally {
    for (const [, off] of flags) setFlagsFromString(off)
  }
}
