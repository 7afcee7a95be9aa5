import { publicName } from '../../../core/redact.ts'
import type { SpanAttributes } from '../../../core/trace/span-table.ts'

const LONGEST_NAME = 200
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/** What a request is called, and what is noted about it. */
export interface RequestAbout {
  readonly name: string
  readonly attributes: SpanAttributes
}

/**
 * Names a request as a mock of it is named by default: `GET host/path`, without
 * user and query. Attributes have OpenTelemetry's names.
 *
 * @param origin such as `https://api.example:8443`
 * @param target of the request's first line: a path with its query, or a whole URL
 */
export function requestAbout(method: string, origin: string, target: string): RequestAbout {
  const url = URL.parse(target, origin)
  const path = url?.pathname ?? target.replace(/[?#].*$/s, '')
  const host = url?.host ?? origin.replace(/^[a-z]+:\/\//i, '')
  const verb = method.toUpperCase()
  const name = publicName(`${verb} ${host}${path}`)
  const port = url === null ? undefined : Number(url.port) || DEFAULT_PORTS[url.protocol]
  return {
    name: name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`,
    attributes: {
      'http.request.method': verb,
      // Without the brackets of an IPv6 address.
      'server.address': (url?.hostname ?? host).replace(/^\[|\]$/g, ''),
      ...(port !== undefined && { 'server.port': port }),
      'url.path': publicName(path),
    },
  }
}
