import { publicName } from '../redact.ts'

/** Longer chains are told by their beginning and their end. */
const LINKS_SHOWN = 10

/** `web_search → fetch_page ×3 → llm`. */
export function formatChain(names: readonly string[]): string {
  const links: { name: string; times: number }[] = []
  for (const name of names) {
    const last = links.at(-1)
    if (last?.name === name) last.times++
    else links.push({ name, times: 1 })
  }
  const shown = links.map(({ name, times }) => publicName(name) + (times > 1 ? ` ×${times}` : ''))
  const cut =
    shown.length <= LINKS_SHOWN ? shown : [...shown.slice(0, LINKS_SHOWN - 1), '…', ...shown.slice(-1)]
  return cut.join(' → ')
}
