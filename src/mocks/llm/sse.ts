/** A server-sent event as it goes over the wire. */
export function sseEvent(data: unknown, event?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`
}

export const SSE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
}

/** An event that is no JSON: what comes where something malformed does. */
export function malformedEvent(event?: string): string {
  return sseEvent('{"mal', event)
}
