export interface Passage {
  readonly title: string
  readonly text: string
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? []
}

/** Passages by how many words of the question they have, the best first. */
export function rank(question: string, passages: readonly Passage[]): Passage[] {
  const asked = new Set(wordsOf(question))
  const scored = passages.map((passage) => ({
    passage,
    score: wordsOf(`${passage.title} ${passage.text}`).filter((word) => asked.has(word)).length,
  }))
  return scored.toSorted((a, b) => b.score - a.score).map(({ passage }) => passage)
}
