import OpenAI from 'openai'
import type { Page } from './tools.ts'

// Made when the module is loaded, as production code does.
const openai = new OpenAI({ apiKey: process.env['OPENAI_API_KEY'] ?? 'none', maxRetries: 0 })

/** Lets a model answer a question from pages. */
export async function summarize(
  question: string,
  pages: readonly Page[],
  signal?: AbortSignal,
): Promise<string> {
  const sources = pages.map((page) => `${page.url}\n${page.text}`).join('\n\n')
  const completion = await openai.chat.completions.create(
    {
      model: 'gpt-5-mini',
      messages: [
        { role: 'system', content: `Answer from these sources only:\n\n${sources}` },
        { role: 'user', content: question },
      ],
    },
    signal === undefined ? {} : { signal },
  )
  return completion.choices[0]?.message.content ?? ''
}
