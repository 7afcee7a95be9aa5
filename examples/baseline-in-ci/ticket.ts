import { rank } from './rank.ts'
import type { Passage } from './rank.ts'

const SOURCES = ['manual', 'forum', 'changelog']

async function ask<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return (await response.json()) as T
}

/** Answers a support ticket from what the sources say, which are asked at once. */
export async function answer(ticket: string): Promise<string> {
  const found = await Promise.all(
    SOURCES.map((source) =>
      ask<{ passages: Passage[] }>(`https://${source}.example/search?q=${encodeURIComponent(ticket)}`),
    ),
  )
  const best = rank(
    ticket,
    found.flatMap(({ passages }) => passages),
  ).slice(0, 3)
  const { text } = await ask<{ text: string }>('https://llm.example/answer', {
    method: 'POST',
    body: JSON.stringify({ ticket, passages: best.map((passage) => passage.text) }),
  })
  return text
}
