import OpenAI from 'openai'

// Made when the module is loaded, as production code does.
const openai = new OpenAI({ apiKey: process.env['OPENAI_API_KEY'] ?? 'none' })

/** Answers a question, piece by piece, as a chat window shows it. */
export async function* chat(question: string, signal?: AbortSignal): AsyncGenerator<string> {
  const chunks = await openai.chat.completions.create(
    { model: 'gpt-5-mini', messages: [{ role: 'user', content: question }], stream: true },
    signal === undefined ? {} : { signal },
  )
  for await (const { choices } of chunks) {
    const text = choices[0]?.delta.content
    if (text) yield text
  }
}
