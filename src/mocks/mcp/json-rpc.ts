/** A message of JSON-RPC 2.0, as MCP has them: a request, a notification (without `id`) or an answer (without `method`). */
export interface RpcMessage {
  readonly jsonrpc: '2.0'
  readonly id?: RpcId
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
}

export type RpcId = string | number

/** A message that wants an answer. */
export type RpcRequest = RpcMessage & { readonly id: RpcId; readonly method: string }

export interface RpcError {
  readonly code: number
  readonly message: string
}

/** An answer; its id is null where the request's cannot be read. */
export type RpcAnswer =
  | { readonly jsonrpc: '2.0'; readonly id: RpcId; readonly result: object }
  | { readonly jsonrpc: '2.0'; readonly id: RpcId | null; readonly error: RpcError }

/** Codes of errors, as JSON-RPC names them; servers have those from -32000 to -32099 to themselves. */
export const RPC_CODES = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  server: -32_000,
} as const

export function rpcResult(id: RpcId, result: object): RpcAnswer {
  return { jsonrpc: '2.0', id, result }
}

export function rpcError(id: RpcId | null, code: keyof typeof RPC_CODES, message: string): RpcAnswer {
  return { jsonrpc: '2.0', id, error: { code: RPC_CODES[code], message } }
}

/** Whether a value is one message; a batch is none, as MCP has it since 2025-06-18. */
export function isMessage(value: unknown): value is RpcMessage {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  if (!('jsonrpc' in value) || value.jsonrpc !== '2.0') return false
  const { id, method } = value as { readonly id?: unknown; readonly method?: unknown }
  const named = method === undefined || typeof method === 'string'
  return named && (id === undefined || typeof id === 'string' || typeof id === 'number')
}

export function isRequest(message: RpcMessage): message is RpcRequest {
  return message.id !== undefined && message.method !== undefined
}

/** The request that a notification calls off; undefined for any other message. */
export function cancelledBy({ method, params }: RpcMessage): RpcId | undefined {
  if (method !== 'notifications/cancelled') return undefined
  const id = params?.['requestId']
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}
