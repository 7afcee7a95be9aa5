import { createOpenAI } from '@ai-sdk/openai'
import { stepCountIs, streamText, tool } from 'ai'
import { z } from 'zod'

const openai = createOpenAI({ apiKey: process.env['OPENAI_API_KEY'] ?? 'none' })

const tools = {
  weather: tool({
    description: 'The weather of a city today.',
    inputSchema: z.object({ city: z.string() }),
    execute: ({ city }) => getText(`https://weather.example/today?city=${encodeURIComponent(city)}`),
  }),
  events: tool({
    description: 'What is on in a city today.',
    inputSchema: z.object({ city: z.string() }),
    execute: ({ city }) => getText(`https://events.example/today?city=${encodeURIComponent(city)}`),
  }),
}

/** Plans a day in a city: asks its tools until it knows enough, and streams its answer. */
export async function* planDay(question: string, abortSignal?: AbortSignal): AsyncGenerator<string> {
  const result = streamText({
    model: openai('gpt-5-mini'),
    system: 'Plan a day. Ask for the weather and for events first.',
    prompt: question,
    tools,
    stopWhen: stepCountIs(4),
    ...(abortSignal !== undefined && { abortSignal }),
  })
  yield* result.textStream
}

async function getText(url: string): Promise<string> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`)
  return response.text()
}
