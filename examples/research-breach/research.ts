import type { Answer } from '../research/research.ts'
import { summarize } from '../research/summarize.ts'
import { fetchPage, webSearch } from '../research/tools.ts'

/** The same skill made slow: it reads the pages one after the other, and all of them again for each word. */
export async function research(question: string, signal?: AbortSignal): Promise<Answer> {
  const urls = await webSearch(question, signal)
  const pages = []
  for (const word of question.split(' ')) {
    for (const url of urls) {
      const page = await fetchPage(url, signal)
      if (page.text.includes(word) || pages.length < 3) pages.push(page)
    }
  }
  return { text: await summarize(question, pages.slice(0, 3), signal), sources: urls }
}
