import { lognormal, tool } from 'skillperf/mocks'
import type { ToolHandler } from 'skillperf/mocks'
import type { Vector } from './embed.ts'
import type { Store } from './rag.ts'

/** How often each letter occurs: not what a text means, but the same for the same text. */
function vectorOf(text: string): number[] {
  return 'abcdefghijklmnopqrstuvwxyz'.split('').map((letter) => text.toLowerCase().split(letter).length - 1)
}

export function embeddings(): ToolHandler {
  return tool.post('https://api.openai.com/v1/embeddings', {
    name: 'embeddings',
    latency: lognormal({ p50: 60, p95: 150 }),
    reply: (request) => {
      const { input } = request.json() as { input: string[] }
      return { object: 'list', data: input.map((text, index) => ({ index, embedding: vectorOf(text) })) }
    },
  })
}

function distance(a: Vector, b: Vector): number {
  return Math.hypot(...a.map((x, i) => x - (b[i] ?? 0)))
}

/** A store in memory, as slow as a real one. */
export function mockStore(passages: Readonly<Record<string, string>>): Store {
  const search = (vector: Vector, count: number): string[] =>
    Object.entries(passages)
      .map(([id, text]) => ({ id, far: distance(vector, vectorOf(text)) }))
      .toSorted((a, b) => a.far - b.far)
      .slice(0, count)
      .map(({ id }) => id)
  return {
    search: tool.fn('vector_search', search, { latency: lognormal({ p50: 8, p95: 30 }) }),
    read: tool.fn('read_passage', (id: string) => passages[id] ?? '', {
      latency: lognormal({ p50: 2, p95: 6 }),
    }),
  }
}
