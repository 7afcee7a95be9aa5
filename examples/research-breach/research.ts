import { summarize } from '../research/summarize.ts'
import type { Answer } from '../research/research.ts'
import { fetchPage, webSearch } from '../research/tools.ts'

/** The same skill made slow: one page after the other, each asked for twice, and twenty of them. */
export async function research(question: string, signal?: AbortSignal): Promise<Answer> {
  const urls = await webSearch(question, signal)
  const pages = []
  for (const url of Array.from({ length: 5 }, () => urls).flat()) {
    // One by one, although no page depends on another.
    pages.push(await fetchPage(url, signal))
  }
  return { text: await summarize(question, pages.slice(0, 3), signal), sources: urls }
}
