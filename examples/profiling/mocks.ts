import { lognormal, tool } from 'skillperf/mocks'

const SHOPS = ['a.example', 'b.example', 'c.example']

/** The search, and three shops, with their latencies. */
export function shopMocks() {
  return [
    tool.get('https://shops.example/search', {
      name: 'search_api',
      latency: lognormal({ p50: 100, p95: 250 }),
      json: SHOPS,
    }),
    ...SHOPS.map((shop, nth) =>
      tool.get(`https://${shop}/offer`, {
        name: shop,
        latency: lognormal({ p50: 200, p95: 600 }),
        json: { shop, price: 30 - nth },
      }),
    ),
  ]
}
