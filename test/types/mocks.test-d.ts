import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { Redis } from 'ioredis'
import { expectTypeOf } from 'vitest'
import { mockRedis, tool } from '../../src/mocks.ts'
import type { RedisControls, ToolRequest } from '../../src/mocks.ts'

// A wrapped function takes what the function takes, and is async.
const add = tool.fn('add', (a: number, b?: number) => a + (b ?? 0))
expectTypeOf(add).parameters.toEqualTypeOf<[a: number, b?: number | undefined]>()
expectTypeOf(add(1)).toEqualTypeOf<Promise<number>>()
expectTypeOf(tool.fn('read', async (id: string) => ({ id }))('a')).toEqualTypeOf<Promise<{ id: string }>>()
// @ts-expect-error -- a text is no number
void add('1')

// `this` is the function's.
const read = tool.fn('read', function read(this: { prefix: string }, id: string) {
  return this.prefix + id
})
void read.call({ prefix: 'a' }, 'b')
// @ts-expect-error -- it needs one
void read('b')

// Replies know their request, and interfaces are JSON, too.
interface Hit {
  readonly id: number
}
tool.get('https://search.example/', {
  reply: (request): Hit => {
    expectTypeOf(request).toEqualTypeOf<ToolRequest>()
    expectTypeOf(request.json()).toBeUnknown()
    return { id: request.nth }
  },
})
tool.get('https://search.example/', { reply: () => ({ failure: 503 }) })
tool.get('https://search.example/', { reply: async () => ({ stream: ['a', 'b'], chunkDelay: '5ms' }) })
tool.get('https://search.example/', { stream: new Set(['a']), headers: { 'x-a': 'b' } })
// @ts-expect-error -- chunks are texts or bytes
tool.get('https://search.example/', { stream: [5] })

// The in-memory transport is one of the official SDK's.
expectTypeOf(tool.mcp('https://mcp.example/', { tools: { a: {} } }).transport()).toExtend<Transport>()

// A mocked client is what the caller says it is, and can lose its connection.
expectTypeOf(mockRedis<Redis>()).toEqualTypeOf<Redis & RedisControls>()
expectTypeOf(mockRedis<Redis>({ latency: 1 })).toExtend<Redis>()
expectTypeOf(mockRedis()['get']?.('a')).toEqualTypeOf<Promise<unknown> | undefined>()
// @ts-expect-error -- there are three ways to lose one
mockRedis({ connectionLoss: { sometimes: true } })
