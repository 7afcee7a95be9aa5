/** OpenAI's chat completions. */
export const CHAT = 'https://api.openai.com/v1/chat/completions'

export interface Completion {
  readonly model: string
  readonly choices: readonly { readonly message: { readonly content: string } }[]
}

export async function post(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', body: JSON.stringify(body) })
}

/** Asks a model by OpenAI's chat completions, whole. */
export async function ask(body: object = {}): Promise<string> {
  const response = await post(CHAT, body)
  if (!response.ok) throw new Error(`status ${response.status}`)
  const { choices } = (await response.json()) as Completion
  return choices[0]?.message.content ?? ''
}
