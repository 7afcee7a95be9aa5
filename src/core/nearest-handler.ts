import { editDistance } from './edit-distance.ts'

interface Endpoint {
  readonly method: string
  readonly url: string
}

/** The handler that a stray request most probably meant: on the same host if there is one, then by spelling. */
export function nearestHandler<H extends Endpoint>(request: Endpoint, handlers: readonly H[]): H | undefined {
  const host = URL.parse(request.url)?.host
  const distance = (handler: H): number =>
    (URL.parse(handler.url)?.host === host ? 0 : 1_000) +
    editDistance(request.url, handler.url) +
    (handler.method.toLowerCase() === request.method.toLowerCase() ? 0 : 1)
  return handlers.toSorted((a, b) => distance(a) - distance(b))[0]
}
