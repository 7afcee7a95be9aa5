import type { McpTool } from './mcp-tool.ts'
import { rpcError, rpcResult } from './json-rpc.ts'
import type { RpcAnswer, RpcRequest } from './json-rpc.ts'

/** The version that is spoken with a client that does not say which one it speaks. */
const VERSION = '2025-06-18'

/** A server as the protocol sees it. */
export interface Served {
  readonly name: string
  /** By the name that clients call them by. */
  readonly tools: ReadonlyMap<string, McpTool>
}

/** Answers what is no call of a tool that there is. */
export function answerProtocol({ name, tools }: Served, { id, method, params }: RpcRequest): RpcAnswer {
  switch (method) {
    case 'initialize': {
      const asked = params?.['protocolVersion']
      return rpcResult(id, {
        protocolVersion: typeof asked === 'string' ? asked : VERSION,
        capabilities: { tools: {} },
        serverInfo: { name, version: '1.0.0' },
      })
    }
    case 'ping':
      return rpcResult(id, {})
    case 'tools/list':
      return rpcResult(id, { tools: [...tools.values()].map(({ listed }) => listed) })
    case 'tools/call':
      return rpcError(id, 'invalidParams', `Unknown tool: ${String(params?.['name'])}`)
    default:
      return rpcError(id, 'methodNotFound', `Method not found: ${method}`)
  }
}

/** The tool that a request calls; undefined where it calls none, or one that there is not. */
export function calledTool({ tools }: Served, { method, params }: RpcRequest): McpTool | undefined {
  const name = method === 'tools/call' ? params?.['name'] : undefined
  return typeof name === 'string' ? tools.get(name) : undefined
}

/** The arguments of a call. */
export function argumentsOf({ params }: RpcRequest): Readonly<Record<string, unknown>> {
  const args = params?.['arguments']
  return typeof args === 'object' && args !== null ? (args as Record<string, unknown>) : {}
}

/** What a request asks, as text, whichever its id: retries and repeated calls are told by it. */
export function askedBy(request: RpcRequest): string {
  return JSON.stringify([request.method, request.params?.['name'], argumentsOf(request)])
}
