export interface Page {
  readonly url: string
  readonly text: string
}

/** Asks the search engine; gives the addresses of the best pages. */
export async function webSearch(question: string, signal?: AbortSignal): Promise<string[]> {
  const url = `https://search.example/api?q=${encodeURIComponent(question)}`
  const { hits } = await getJson<{ hits: { url: string }[] }>(url, signal)
  return hits.map((hit) => hit.url)
}

export async function fetchPage(url: string, signal?: AbortSignal): Promise<Page> {
  const { text } = await getJson<{ text: string }>(url, signal)
  return { url, text }
}

async function getJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, signal === undefined ? {} : { signal })
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`)
  return (await response.json()) as T
}
