import { embed } from './embed.ts'
import type { Vector } from './embed.ts'

/** Where passages are kept, and found by their meaning. */
export interface Store {
  /** The ids of the nearest passages, the nearest first. */
  search(vector: Vector, count: number): Promise<string[]>
  read(id: string): Promise<string>
}

const NEIGHBOURS = 3

/** The passages that have most to do with a question. */
export async function retrieve(store: Store, question: string, signal?: AbortSignal): Promise<string[]> {
  const [vector = []] = await embed([question], signal)
  const ids = await store.search(vector, NEIGHBOURS)
  return Promise.all(ids.map((id) => store.read(id)))
}
