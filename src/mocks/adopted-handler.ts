import type { RequestHandler } from 'msw'
import type { MockHost } from '../core/calls/mocked-call.ts'
import { letPass } from './answer-request.ts'
import type { Answer } from './answer.ts'
import type { MockHandler } from './mock-handler.ts'
import { msw } from './msw.ts'
import { serve } from './serve.ts'

/** A handler that msw's user has written, served as one of ours: counted, in time. */
export interface AdoptedHandler extends MockHandler {
  readonly foreign: RequestHandler
}

export function isAdopted(handler: MockHandler): handler is AdoptedHandler {
  return 'foreign' in handler
}

let requests = 0

/** What the foreign handler answers; undefined where it leaves the request to others. */
export async function answerOfForeign(
  foreign: RequestHandler,
  request: Request,
): Promise<Answer | undefined> {
  const result = await foreign.run({ request, requestId: `skillperf-${++requests}` })
  const response = result?.response
  if (response === undefined) return undefined
  if (!msw().isPassthroughResponse(response)) return { response }
  letPass(request)
  return undefined
}

/** What msw asks for an answer in the foreign handler's place. */
export function serveAdopted(handler: AdoptedHandler, host: MockHost): RequestHandler {
  const { foreign } = handler
  const run: RequestHandler['run'] = async ({ request, requestId, resolutionContext }) => {
    if (!(await foreign.test({ request, ...(resolutionContext && { resolutionContext }) }))) return null
    const response = await serve(handler, request, {}, host)
    return { handler: foreign, request, requestId, ...(response && { response }) }
  }
  return new Proxy(foreign, {
    get: (target, key) => (key === 'run' ? run : (Reflect.get(target, key, target) as unknown)),
  })
}
