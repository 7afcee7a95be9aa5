import { setFlagsFromString } from 'node:v8'

/** A buffer that is garbage is off the books when a collection ends, not some time later. */
const PROMPT_BUFFERS = 'concurrent-array-buffer-sweeping'
/** Marking in steps keeps what dies meanwhile. */
const MARK_AT_ONCE = 'incremental-marking'
/** Whenever V8 collects, it collects everything. */
const WHOLE_HEAP = 'gc-global'

/**
 * Has V8 keep exact books of its heap, while `fn` runs. The flags are those of
 * the whole process: other threads are a little slower meanwhile.
 *
 * @param whole whether each collection is one of the whole heap, which takes its time
 */
export async function withExactBooks<T>(whole: boolean, fn: () => Promise<T>): Promise<T> {
  setFlagsFromString(`--no-${PROMPT_BUFFERS}`)
  if (whole) {
    setFlagsFromString(`--no-${MARK_AT_ONCE}`)
    setFlagsFromString(`--${WHOLE_HEAP}`)
  }
  try {
    return await fn()
  } finally {
    setFlagsFromString(`--${PROMPT_BUFFERS}`)
    if (whole) {
      setFlagsFromString(`--no-${WHOLE_HEAP}`)
      setFlagsFromString(`--${MARK_AT_ONCE}`)
    }
  }
}
