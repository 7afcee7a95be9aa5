import type { MockHost } from '../../core/calls/mocked-call.ts'
import type { LatencyModel } from '../../core/time/latency/model.ts'
import type { Answer } from '../answer.ts'
import { malformedEvent } from '../llm/sse.ts'
import type { AskedRequest, MockHandler } from '../mock-handler.ts'
import { mswSource } from '../msw-source.ts'
import { bodyOf } from '../request-body.ts'
import { serve } from '../serve.ts'
import { cancelledBy, isMessage, isRequest, rpcError, rpcResult } from './json-rpc.ts'
import type { RpcAnswer, RpcRequest } from './json-rpc.ts'
import type { McpTool } from './mcp-tool.ts'
import { answerProtocol, argumentsOf, askedBy, calledTool } from './protocol.ts'
import type { Served } from './protocol.ts'

/** A server over streamable HTTP. */
export interface HttpServed extends Served {
  readonly url: string
  /** Of what is no call of a tool. */
  readonly latency: LatencyModel
  /** Whether it answers by server-sent events. */
  readonly sse: boolean
}

const SESSION = 'mcp-session-id'

/**
 * The handler of an MCP server over streamable HTTP. Each call of a tool is
 * counted under the tool's name, all else under the server's. Any session is
 * fine with it, none, too.
 */
export function serveOverHttp(served: HttpServed): MockHandler {
  const { name, url, latency, tools, sse } = served
  const common = {
    method: 'all',
    url,
    kind: 'http',
    source: mswSource,
    ...(sse && { malformed: malformedEvent() }),
  } as const
  const protocol: MockHandler = {
    ...common,
    name,
    latency,
    modifiers: [],
    answer: (asked) => answerRequest(served, asked),
  }
  const byTool = new Map<McpTool, MockHandler>()
  for (const tool of tools.values()) {
    byTool.set(tool, {
      ...common,
      name: tool.name,
      latency: tool.latency,
      modifiers: tool.modifiers,
      asks: (text) => askedBy(JSON.parse(text) as RpcRequest),
      answer: (asked) => answerCall(served, tool, asked),
    })
  }
  /** Requests under way, by session and id, so that clients can call them off. */
  const underWay = new Map<string, AbortController>()
  return {
    ...protocol,
    names: [name, ...[...tools.values()].map((tool) => tool.name)],
    async serve(request, params, host) {
      const { text } = await bodyOf(request)
      const message = parsed(text)
      if (!isMessage(message)) return serve(protocol, request, params, host)
      const session = request.headers.get(SESSION) ?? ''
      const cancelled = cancelledBy(message)
      if (cancelled !== undefined) underWay.get(`${session} ${cancelled}`)?.abort()
      const tool = isRequest(message) ? calledTool(served, message) : undefined
      const handler = tool === undefined ? undefined : byTool.get(tool)
      if (handler === undefined) return serve(protocol, request, params, host)
      return cancellable(underWay, `${session} ${message.id}`, { handler, request, text, params, host })
    },
  }
}

interface Called {
  readonly handler: MockHandler
  readonly request: Request
  readonly text: string
  readonly params: AskedRequest['params']
  readonly host: MockHost
}

async function cancellable(
  underWay: Map<string, AbortController>,
  key: string,
  { handler, request, text, params, host }: Called,
): Promise<Response | undefined> {
  const cancel = new AbortController()
  underWay.set(key, cancel)
  const { url, headers, signal } = request
  const own = new Request(url, {
    method: 'POST',
    headers,
    body: text,
    signal: AbortSignal.any([signal, cancel.signal]),
  })
  try {
    return await serve(handler, own, params, host)
  } catch (error) {
    // Nobody waits for the answer of what was called off.
    if (cancel.signal.aborted) return new Response(null, { status: 202 })
    throw error
  } finally {
    if (underWay.get(key) === cancel) underWay.delete(key)
  }
}

async function answerCall(served: HttpServed, tool: McpTool, asked: AskedRequest): Promise<Answer> {
  const request = JSON.parse(asked.text) as RpcRequest
  const answer = await tool.answer(argumentsOf(request), asked)
  if (!('kind' in answer)) return answered(served, rpcResult(request.id, answer))
  // What breaks half way needs a body.
  return { ...answered(served, rpcResult(request.id, { content: [] })), failure: answer }
}

function answerRequest(served: HttpServed, asked: AskedRequest): Answer {
  const { request, text } = asked
  if (request.method === 'DELETE') return { status: 200 }
  // There is no stream of messages that the server sends of its own accord.
  if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST, DELETE' } }
  const message = parsed(text)
  if (message === undefined) return refused(rpcError(null, 'parse', 'Parse error'))
  if (!isMessage(message)) return refused(rpcError(null, 'invalidRequest', 'Invalid Request'))
  if (!isRequest(message)) return { status: 202 }
  const answer = answered(served, answerProtocol(served, message))
  if (message.method !== 'initialize') return answer
  const session = Math.floor(asked.randomFor('session')() * 2 ** 48)
    .toString(16)
    .padStart(12, '0')
  return { ...answer, headers: { ...answer.headers, [SESSION]: session } }
}

type JsonAnswer = Omit<Answer, 'headers'> & { readonly headers: Readonly<Record<string, string>> }

function answered({ sse }: HttpServed, answer: RpcAnswer): JsonAnswer {
  const json = JSON.stringify(answer)
  return sse
    ? { headers: { 'content-type': 'text/event-stream' }, body: `event: message\ndata: ${json}\n\n` }
    : { headers: { 'content-type': 'application/json' }, body: json }
}

function refused(answer: RpcAnswer): Answer {
  return { status: 400, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
