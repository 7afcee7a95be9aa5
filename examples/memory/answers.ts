export interface Answer {
  readonly question: string
  readonly words: readonly string[]
}

/** Keeps every answer, for ever: each question is another key. This is the leak. */
const everything = new Map<string, Answer>()

/** Keeps the answers that were given last. */
const recent = new Map<string, Answer>()
const MOST_RECENT = 200

/** Looks an answer up in a cache that only grows. */
export function answerLeaking(question: string): Answer {
  return everything.get(question) ?? remember(everything, question)
}

/** Looks an answer up in a cache that forgets the oldest one when it is full. */
export function answer(question: string): Answer {
  const known = recent.get(question) ?? remember(recent, question)
  const [oldest] = recent.keys()
  if (recent.size > MOST_RECENT && oldest !== undefined) recent.delete(oldest)
  return known
}

function remember(cache: Map<string, Answer>, question: string): Answer {
  const found = { question, words: question.split(' ') }
  cache.set(question, found)
  return found
}
