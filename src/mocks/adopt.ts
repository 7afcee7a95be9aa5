import type { RequestHandler } from 'msw'
import { isForeignServer, provideAdoption } from '../core/adoption.ts'
import type { ForeignHandler, ForeignServer } from '../core/adoption.ts'
import type { NetworkHandler } from '../core/network.ts'
import type { LatencyModel } from '../core/time/latency/model.ts'
import type { Modifier } from '../core/time/latency/modifier.ts'
import { answerOfForeign } from './adopted-handler.ts'
import type { AdoptedHandler } from './adopted-handler.ts'
import { METHODS } from './mock-handler.ts'
import { mswSource } from './msw-source.ts'

/** What a foreign handler gets beyond what it does itself. */
export interface Wrapping {
  /** Default: `METHOD host/path`. */
  readonly name?: string | undefined
  readonly latency?: LatencyModel
  readonly modifiers?: readonly Modifier[]
}

/** What msw knows of a handler: of HTTP, or of GraphQL. */
interface ForeignInfo {
  readonly method?: unknown
  readonly path?: unknown
  readonly header?: unknown
}

provideAdoption((foreign) => adopt(foreign))

/** Makes one of our handlers of one of msw's, or of all that a server has at each moment. */
export function adopt(foreign: ForeignHandler | ForeignServer, wrapping: Wrapping = {}): NetworkHandler {
  if (!isForeignServer(foreign)) return adoptHandler(foreign as unknown as RequestHandler, wrapping)
  const adopted = new WeakMap<RequestHandler, AdoptedHandler>()
  const handlerOf = (handler: RequestHandler): AdoptedHandler => {
    const known = adopted.get(handler) ?? adoptHandler(handler, wrapping)
    adopted.set(handler, known)
    return known
  }
  return {
    name: 'a server of msw',
    method: 'all',
    url: '*',
    source: mswSource,
    adopted: true,
    expand: () =>
      (foreign.listHandlers() as readonly RequestHandler[])
        .filter(({ kind }) => kind === 'request')
        .map((handler) => handlerOf(handler)),
  }
}

function adoptHandler(foreign: RequestHandler, { name, latency, modifiers }: Wrapping): AdoptedHandler {
  const { method, path, header } = foreign.info as ForeignInfo
  const verb = typeof method === 'string' ? method : 'ALL'
  const url = typeof path === 'string' ? path : path instanceof RegExp ? String(path) : '*'
  return {
    kind: 'http',
    name: name ?? (path === undefined ? String(header) : `${verb} ${withoutOrigin(url)}`),
    method: METHODS.find((known) => known === verb.toLowerCase()) ?? 'all',
    url,
    source: mswSource,
    adopted: true,
    foreign,
    latency: latency ?? (() => 0),
    modifiers: modifiers ?? [],
    answer: ({ request }) => answerOfForeign(foreign, request),
  }
}

/** `host/path`, as far as the pattern is a URL. */
function withoutOrigin(pattern: string): string {
  return pattern.replace(/^https?:\/\//i, '').replace(/[?#].*$/, '')
}
