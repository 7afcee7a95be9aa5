/** Where fetch gives up, by its specification. */
const MOST_REDIRECTS = 20
const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** What another origin must not see. */
const PRIVATE_HEADERS = ['authorization', 'cookie', 'host', 'proxy-authorization']
const BODY_HEADERS = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-type',
]

/**
 * Follows redirects as fetch does (https://fetch.spec.whatwg.org/#http-redirect-fetch):
 * a mocked response has not been followed by anybody.
 *
 * @param send sends one request; a body can be read once, and whoever answers may read it: there is a copy
 * @throws TypeError where fetch fails: redirects without end, or where the caller wants none
 */
export async function followRedirects(
  request: Request,
  send: (request: Request, copy: Request) => Promise<Response>,
): Promise<Response> {
  let current = request
  for (let followed = 0; followed <= MOST_REDIRECTS; followed++) {
    const copy = current.body === null ? current : current.clone()
    const response = await send(current, copy)
    const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null
    if (location === null || request.redirect === 'manual') {
      return followed === 0 ? response : Object.defineProperty(response, 'redirected', { value: true })
    }
    if (request.redirect === 'error') throw failed('unexpected redirect')
    await response.body?.cancel()
    current = redirected(copy, response.status, new URL(location, current.url))
  }
  throw failed('redirect count exceeded')
}

function redirected(request: Request, status: number, url: URL): Request {
  const { method, signal } = request
  const headers = new Headers(request.headers)
  if (new URL(request.url).origin !== url.origin) for (const name of PRIVATE_HEADERS) headers.delete(name)
  const dropsBody =
    (status === 303 && method !== 'GET' && method !== 'HEAD') || (status < 303 && method === 'POST')
  if (!dropsBody) return new Request(new Request(url, request), { headers })
  for (const name of BODY_HEADERS) headers.delete(name)
  return new Request(url, { headers, signal })
}

function failed(reason: string): TypeError {
  return new TypeError('fetch failed', { cause: new Error(reason) })
}
