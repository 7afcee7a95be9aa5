const BOUNDARY = /^multipart\/[^;]+;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i

/**
 * What a request asks, as text: retries and repeated calls are told by it. The
 * mark between the parts of a form is another one each time, and does not count.
 *
 * @param text its body
 */
export function askedText({ method, url, headers }: Request, text: string): string {
  const type = text === '' ? null : headers.get('content-type')
  const [, quoted, bare] = (type === null ? null : BOUNDARY.exec(type)) ?? []
  const boundary = quoted ?? bare
  return `${method} ${url}\n${boundary === undefined ? text : text.replaceAll(boundary, 'boundary')}`
}
