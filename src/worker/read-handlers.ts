import { adoptForeign, isForeignHandler, isForeignServer } from '../core/adoption.ts'
import type { ForeignHandler, ForeignServer } from '../core/adoption.ts'
import { usageError } from '../core/errors.ts'
import type { NetworkHandler } from '../core/network.ts'
import { firstOverlaps } from '../core/overlap.ts'

/** What `perf.network` takes: a mock of ours, a handler of msw, or a server of msw. */
export type NetworkMock = NetworkHandler | ForeignHandler | ForeignServer

/** @throws SkillperfError for something that is no handler, or two handlers of one name */
export function readHandlers(value: unknown, place: string): NetworkHandler[] {
  const fix = "Write perf.network([tool.get('https://search.example/api', { json: {} })])."
  if (!Array.isArray(value)) {
    throw usageError({ place, rule: 'handlers must be an array', received: { value }, fix })
  }
  const names = new Set<string>()
  return value.map((given: unknown, index) => {
    const handler = isForeignHandler(given) || isForeignServer(given) ? adoptForeign(given, place) : given
    if (!isHandler(handler)) {
      throw usageError({ place, rule: `handler ${index} is none`, received: { value: given }, fix })
    }
    if (handler.adopted === true) return handler
    const own = handler.names ?? [handler.name]
    const taken = own.find((name) => names.has(name))
    if (taken !== undefined) {
      throw usageError({
        place,
        rule: `two handlers are named "${taken}", and counts tell handlers apart by name`,
        fix: "Give one of them another: tool.get(url, { name: '…' }).",
      })
    }
    for (const name of own) names.add(name)
    return handler
  })
}

function isHandler(value: unknown): value is NetworkHandler {
  return typeof value === 'object' && value !== null && 'name' in value && 'source' in value
}

/**
 * Tells, once, which of two handlers answers what both could.
 *
 * @param place where they were given: it begins the message
 */
export function warnOfOverlaps(
  handlers: readonly NetworkHandler[],
  place: string,
  warn: (message: string) => void,
): void {
  for (const [first, second] of firstOverlaps(handlers)) {
    warn(
      `${place}: ${described(first)} and ${described(second)} match the same requests, and the first one wins. ` +
        'Put the narrower one first, or leave one of them out.',
    )
  }
}

function described({ name, method, url }: NetworkHandler): string {
  return `"${name}" (${method.toUpperCase()} ${url})`
}
