import type * as Core from 'msw'
import type * as Experimental from 'msw/experimental'
import { SkillperfError } from '../core/errors.ts'
import { importPeer, missingPeer } from '../core/peer.ts'

const peer = { name: 'msw', range: '^3.0.0', entry: 'skillperf/mocks' }

/** What we use of msw. */
export interface Msw {
  readonly http: typeof Core.http
  readonly HttpResponse: typeof Core.HttpResponse
  readonly isPassthroughResponse: typeof Core.isPassthroughResponse
  readonly HttpNetworkFrame: typeof Experimental.HttpNetworkFrame
}

const loaded = await load().catch((error: unknown) => {
  if (error instanceof SkillperfError) return error
  throw error
})

/**
 * The one place that loads msw, so that the one error about it is ours. Mocks
 * that answer no HTTP requests do without it.
 *
 * @throws SkillperfError when msw is missing, or of a version that does not do
 */
export function msw(): Msw {
  if (loaded instanceof SkillperfError) throw loaded
  return loaded
}

async function load(): Promise<Msw> {
  const { http, HttpResponse, isPassthroughResponse } = await importPeer(() => import('msw'), peer)
  const experimental = await importPeer(() => import('msw/experimental'), peer)
  // Version 2 has both modules, but not the network frames that we build on.
  if (!('HttpNetworkFrame' in experimental)) {
    throw missingPeer(peer, undefined, 'and another version is installed')
  }
  return { http, HttpResponse, isPassthroughResponse, HttpNetworkFrame: experimental.HttpNetworkFrame }
}
