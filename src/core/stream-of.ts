/**
 * What a result still has to deliver: a stream, the body of a `Response`, an
 * async iterable. A body that somebody reads already is theirs.
 *
 * @returns undefined where there is nothing to read
 */
export function streamOf(value: object): AsyncIterable<unknown> | undefined {
  const body = isResponse(value) ? value.body : value
  if (body === null || (isWebStream(body) && body.locked)) return undefined
  return Symbol.asyncIterator in body ? (body as AsyncIterable<unknown>) : undefined
}

function isResponse(value: object): value is Response {
  // Of any realm and any fetch: undici's own class is another one.
  return 'body' in value && 'bodyUsed' in value && 'headers' in value && 'status' in value
}

function isWebStream(value: object): value is ReadableStream {
  return 'locked' in value && 'getReader' in value
}
