/** Commands that ask for one value, which is null where there is none. */
const ONE = new Set(['get', 'getex', 'getdel', 'hget'])
/** Commands that ask for several, in an array. */
const SEVERAL = new Set(['mget', 'hmget'])
/** Commands that ask how many of the keys there are. */
const COUNTS = new Set(['exists', 'hexists'])

/** What a cache had of what a command asked it for; undefined for a command that looks nothing up. */
export function lookupOf(
  command: string,
  args: readonly unknown[],
  reply: unknown,
): { readonly hits: number; readonly misses: number } | undefined {
  if (ONE.has(command)) return found(reply === null ? 0 : 1, 1)
  if (SEVERAL.has(command) && Array.isArray(reply)) {
    return found(reply.filter((value) => value !== null).length, reply.length)
  }
  if (COUNTS.has(command)) return found(Number(reply), command === 'exists' ? args.flat().length : 1)
  // Of a hash that is not there, ioredis makes an empty object.
  if (command === 'hgetall' && typeof reply === 'object' && reply !== null) {
    return found(Object.keys(reply).length > 0 ? 1 : 0, 1)
  }
  return undefined
}

function found(hits: number, asked: number): { readonly hits: number; readonly misses: number } {
  return { hits, misses: asked - hits }
}
