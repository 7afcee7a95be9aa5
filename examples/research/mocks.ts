import { lognormal, tool } from 'skillperf/mocks'
import type { ToolHandler } from 'skillperf/mocks'

/** The tools that the skill calls, as fast as the real ones. */
export function researchTools(): ToolHandler[] {
  return [
    tool.get('https://search.example/api', {
      name: 'web_search',
      latency: lognormal({ p50: 200, p95: 500 }),
      json: { hits: [1, 2, 3, 4].map((id) => ({ url: `https://pages.example/${id}` })) },
    }),
    tool.get('https://pages.example/:id', {
      name: 'fetch_page',
      latency: lognormal({ p50: 400, p95: 900 }),
      json: { text: 'Vitest is a test runner.' },
    }),
    tool.post('https://api.openai.com/v1/chat/completions', {
      name: 'llm',
      latency: lognormal({ p50: 800, p95: 2_000 }),
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
