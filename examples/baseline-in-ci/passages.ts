import type { Passage } from './rank.ts'

/** What the sources of the tests have to say. */
export const passages: readonly Passage[] = Array.from({ length: 40 }, (_, i) => ({
  title: `Question ${i}`,
  text: `How to install, update or remove part ${i}, and what to do when the update fails.`,
}))
