import { stringOr } from './content-text.ts'
import { embeddingOf } from './embedding.ts'
import { openaiErrorBody } from './openai-errors.ts'
import { countTokens } from './tokens.ts'
import { JSON_HEADERS } from './wire-format.ts'
import type { WireFormat } from './wire-format.ts'

/** Of `text-embedding-3-small`. */
const DIMENSIONS = 1_536
/** Of any model that there is. */
const MOST_DIMENSIONS = 65_536
const REFUSED = { status: 400, headers: JSON_HEADERS, tokens: 0, usage: { input: 0, output: 0 } } as const

/** OpenAI's embeddings: the whole answer comes when a first token would have. */
export const openaiEmbeddings: WireFormat = {
  path: '/embeddings',
  replies: false,
  read: (body) => ({
    model: stringOr(body['model'], ''),
    messages: textsOf(body['input']).map((text) => ({ role: 'user', text })),
    tools: [],
    stream: false,
  }),
  encode({ model }, { messages, body }) {
    const { dimensions, encoding_format: format } = body
    const length = dimensions ?? DIMENSIONS
    if (typeof length !== 'number' || !Number.isInteger(length) || length < 1 || length > MOST_DIMENSIONS) {
      return { ...REFUSED, body: JSON.stringify(openaiErrorBody(400)) }
    }
    const data = messages.map(({ text }, index) => {
      const vector = embeddingOf(text, length)
      const embedding =
        format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : Array.from(vector)
      return { object: 'embedding', index, embedding }
    })
    const input = messages.reduce((sum, { text }) => sum + countTokens(text), 0)
    return {
      headers: JSON_HEADERS,
      body: JSON.stringify({
        object: 'list',
        data,
        model,
        usage: { prompt_tokens: input, total_tokens: input },
      }),
      tokens: 0,
      usage: { input, output: 0 },
    }
  },
}

/** What is to be embedded: one or several texts, or tokens of one or several. */
function textsOf(input: unknown): string[] {
  if (typeof input === 'string') return [input]
  if (!Array.isArray(input)) return []
  if (input.every((one) => typeof one === 'number')) return [input.join(' ')]
  return input.map((one: unknown) => (Array.isArray(one) ? one.join(' ') : stringOr(one, '')))
}
