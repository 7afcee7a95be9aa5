export type Vector = readonly number[]

/** Turns texts into vectors, all of them in one request. */
export async function embed(texts: readonly string[], signal?: AbortSignal): Promise<Vector[]> {
  const response = await fetch('https://api.openai.com/v1/embeddings', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'text-embedding-3-small', input: texts }),
    ...(signal !== undefined && { signal }),
  })
  if (!response.ok) throw new Error(`the embeddings endpoint answered ${response.status}`)
  const { data } = (await response.json()) as { data: { embedding: Vector }[] }
  return data.map(({ embedding }) => embedding)
}
