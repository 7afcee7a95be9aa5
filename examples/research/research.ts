import { summarize } from './summarize.ts'
import { fetchPage, webSearch } from './tools.ts'

const PAGES = 3

export interface Answer {
  readonly text: string
  readonly sources: readonly string[]
}

/** The skill: searches, reads the best pages at once, and answers from them. */
export async function research(question: string, signal?: AbortSignal): Promise<Answer> {
  const urls = (await webSearch(question, signal)).slice(0, PAGES)
  const pages = await Promise.all(urls.map((url) => fetchPage(url, signal)))
  return { text: await summarize(question, pages, signal), sources: urls }
}
