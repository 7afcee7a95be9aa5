/** A server-sent event as it goes over the wire. */
export function sseEvent(data: unknown, event?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`
}

export const SSE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
}

/** What a client finds where an event was due: one that begins, and is no JSON. */
export const MALFORMED_EVENT = 'data: {"mal\n\n'
