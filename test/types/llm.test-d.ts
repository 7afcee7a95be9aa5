import { expectTypeOf } from 'vitest'
import { llm, lognormal } from '../../src/mocks.ts'
import type { LlmHandler, LlmReply, LlmRequest } from '../../src/mocks.ts'
import type { Perf } from '../../src/worker/perf.ts'

// Every model goes where tools go.
expectTypeOf<LlmHandler>().toExtend<Parameters<Perf['network']>[0][number]>()

// A reply is the same for every vendor.
const reply: LlmReply = { text: 'I look.', toolCalls: [{ name: 'search', arguments: { q: 'x' } }] }
expectTypeOf(llm.openai({ ttft: lognormal({ p50: 1, p95: 2 }), reply })).toEqualTypeOf<LlmHandler>()
expectTypeOf(llm.anthropic({ ttft: '300ms', reply: [reply, 'text'] })).toEqualTypeOf<LlmHandler>()
llm.openai({
  reply: (request) => {
    expectTypeOf(request).toEqualTypeOf<LlmRequest>()
    return { error: { status: 429, retryAfter: '2s' } }
  },
})
llm.custom({
  url: 'https://llm.example/',
  encode: ({ text, textTokens }, { stream }) => {
    expectTypeOf(stream).toEqualTypeOf<boolean>()
    return stream ? textTokens.map((data) => ({ data, tokens: 1 })) : { text }
  },
})

// @ts-expect-error -- a model cannot throw
llm.openai({ reply: { error: new Error('no') } })
// @ts-expect-error -- arguments are an object, not its JSON
llm.openai({ reply: { toolCalls: [{ name: 'search', arguments: '{}' }] } })
// @ts-expect-error -- nobody could encode its answers
llm.custom({ url: 'https://llm.example/' })
