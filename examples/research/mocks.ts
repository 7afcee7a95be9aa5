import { lognormal, tool } from 'skillperf/mocks'
import type { ToolHandler } from 'skillperf/mocks'

/** The tools that the skill calls, a hundred times as fast as the real ones: each iteration really waits. */
export function researchTools(): ToolHandler[] {
  return [
    tool.get('https://search.example/api', {
      name: 'web_search',
      latency: lognormal({ p50: 2, p95: 5 }),
      json: { hits: [1, 2, 3, 4].map((id) => ({ url: `https://pages.example/${id}` })) },
    }),
    tool.get('https://pages.example/:id', {
      name: 'fetch_page',
      latency: lognormal({ p50: 4, p95: 9 }),
      json: { text: 'Vitest is a test runner.' },
    }),
    tool.post('https://api.openai.com/v1/chat/completions', {
      name: 'llm',
      latency: lognormal({ p50: 8, p95: 20 }),
      json: {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1_767_225_600,
        model: 'gpt-5-mini',
        choices: [
          {
            index: 0,
            finish_reason: 'stop',
            message: { role: 'assistant', content: 'A test runner.', refusal: null },
            logprobs: null,
          },
        ],
        usage: { prompt_tokens: 40, completion_tokens: 4, total_tokens: 44 },
      },
    }),
  ]
}
