import { Readable } from 'node:stream'

/** What `scanStream` of ioredis takes. */
interface ScanOptions {
  readonly match?: string
  readonly count?: number
}

/** Gives the cursor to go on with, and what was found. */
type Scan = (...args: readonly unknown[]) => Promise<readonly [cursor: string, found: readonly unknown[]]>

/**
 * A stream of what a scanning command finds, as ioredis has it: each chunk is
 * the answer of one command.
 *
 * @param key of what is scanned; none for the keys themselves
 */
export function scanStream(scan: Scan, key: readonly string[], options: ScanOptions = {}): Readable {
  const { match, count } = options
  const more = [
    ...(match === undefined ? [] : ['MATCH', match]),
    ...(count === undefined ? [] : ['COUNT', count]),
  ]
  return Readable.from(
    (async function* chunks() {
      let cursor = '0'
      do {
        const [next, found] = await scan(...key, cursor, ...more)
        cursor = next
        yield found
      } while (cursor !== '0')
    })(),
  )
}
