import { mockedRequests } from '../../../core/calls/mocked-requests.ts'
import { automaticParent } from '../begin-automatic.ts'
import type { RequestOrigin } from './request-span.ts'

/** Where a request belongs to that the running code makes now; undefined where nobody wants to know. */
export function requestOrigin(): RequestOrigin | undefined {
  if (mockedRequests.sending > 0) return undefined
  const parent = automaticParent()
  return parent && { parent, startMs: parent.recorder.now() }
}
