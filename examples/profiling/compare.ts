import { currentSpan, span, startSpan, trace } from 'skillperf/profiler'

interface Offer {
  readonly shop: string
  readonly price: number
}

/** Finds shops that sell something. Each call is a span. */
const findShops = trace('find shops', async (item: string, signal?: AbortSignal): Promise<string[]> => {
  const shops = (await getJson(
    `https://shops.example/search?q=${encodeURIComponent(item)}`,
    signal,
  )) as string[]
  currentSpan().setAttribute('shops', shops.length)
  return shops
})

/** Compares what shops ask for something, the cheapest first. */
export async function compare(item: string, signal?: AbortSignal): Promise<Offer[]> {
  const shops = await findShops(item, signal)
  const offers = await Promise.all(
    shops.map((shop) =>
      span('ask a shop', async () => (await getJson(`https://${shop}/offer`, signal)) as Offer, { shop }),
    ),
  )
  using _ = startSpan('sort')
  return offers.toSorted((a, b) => a.price - b.price)
}

async function getJson(url: string, signal?: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal: signal ?? null })
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`)
  return response.json()
}
