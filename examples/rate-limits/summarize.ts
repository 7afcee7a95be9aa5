import OpenAI from 'openai'

// The SDK's own retries: as long after a 429 as the header `retry-after` says.
const openai = new OpenAI({ apiKey: process.env['OPENAI_API_KEY'] ?? 'none', maxRetries: 2 })

/** Says in one sentence what a text is about. */
export async function summarize(text: string): Promise<string> {
  const response = await openai.responses.create({
    model: 'gpt-5-mini',
    instructions: 'Summarize in one sentence.',
    input: text,
  })
  return response.output_text
}
