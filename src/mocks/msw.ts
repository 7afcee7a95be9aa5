import type * as Msw from 'msw'
import type * as Experimental from 'msw/experimental'
import { importPeer, missingPeer } from '../core/peer.ts'

const peer = { name: 'msw', range: '^3.0.0', entry: 'skillperf/mocks' }

const core: typeof Msw = await importPeer(() => import('msw'), peer)
const experimental: typeof Experimental = await importPeer(() => import('msw/experimental'), peer)

// Version 2 has both modules, but not the network sources that we build on.
if (!('HttpNetworkFrame' in experimental)) {
  throw missingPeer(peer, undefined, 'and another version is installed')
}

/** The one place that loads msw, so that the one error about it is ours. */
export const http: typeof Msw.http = core.http
export const HttpResponse: typeof Msw.HttpResponse = core.HttpResponse
export const defineNetwork: typeof Experimental.defineNetwork = experimental.defineNetwork
export const HttpNetworkFrame: typeof Experimental.HttpNetworkFrame = experimental.HttpNetworkFrame
export const MswNetworkSource: typeof Experimental.NetworkSource = experimental.NetworkSource
