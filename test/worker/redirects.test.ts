import { describe, expect, test } from 'vitest'
import { followRedirects } from '../../src/worker/redirects.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

interface Step {
  readonly method: string
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Answers with the redirects, one after the other, and then with 200. */
async function follow(
  request: Request,
  redirects: readonly (readonly [status: number, location: string])[],
): Promise<{ readonly steps: readonly Step[]; readonly response: Response }> {
  const steps: Step[] = []
  const response = await followRedirects(request, async (sent) => {
    const { method, url, headers } = sent
    steps.push({ method, url, body: await sent.text(), headers: Object.fromEntries(headers) })
    const [status, location] = redirects[steps.length - 1] ?? [200, '']
    return status === 200 ? new Response('here') : new Response(null, { status, headers: { location } })
  })
  return { steps, response }
}

const START = 'https://a.example/start'

function post(): Request {
  return new Request(START, {
    method: 'POST',
    body: 'hello',
    headers: { 'content-type': 'text/plain', authorization: 'Bearer 1', 'x-mine': '1' },
  })
}

describe('followRedirects', () => {
  test('leaves what is none alone', async () => {
    const { steps, response } = await follow(new Request(START), [])
    expect(steps.map(({ url }) => url)).toStrictEqual([START])
    expect(response.redirected).toBe(false)
  })

  test.for<[number, string, string]>([
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'hello'],
    [308, 'POST', 'hello'],
  ])('a %i of a POST asks by %s with "%s"', async ([status, method, body]) => {
    const { steps, response } = await follow(post(), [[status, '/next']])
    expect(steps[1]).toMatchObject({ method, body, url: 'https://a.example/next' })
    expect(steps[1]?.headers).toHaveProperty('authorization')
    expect('content-type' in (steps[1]?.headers ?? {})).toBe(body !== '')
    expect(response.redirected).toBe(true)
  })

  test('takes secrets off for another origin', async () => {
    const { steps } = await follow(post(), [[307, 'https://b.example/next']])
    expect(Object.keys(steps[1]?.headers ?? {}).toSorted()).toStrictEqual(['content-type', 'x-mine'])
  })

  test('a PUT stays one after a 302, and becomes a GET after a 303', async () => {
    const put = (): Request => new Request(START, { method: 'PUT', body: 'x' })
    expect((await follow(put(), [[302, '/next']])).steps[1]).toMatchObject({ method: 'PUT', body: 'x' })
    expect((await follow(put(), [[303, '/next']])).steps[1]).toMatchObject({ method: 'GET', body: '' })
  })

  test('hands the redirect over to who wants it', async () => {
    const { steps, response } = await follow(new Request(START, { redirect: 'manual' }), [[302, '/next']])
    expect(steps).toHaveLength(1)
    expect(response.status).toBe(302)
  })

  test('fails where a redirect is an error, and where there is no end', async () => {
    const refused = await rejectionOf(follow(new Request(START, { redirect: 'error' }), [[302, '/next']]))
    expect([refused.message, (refused.cause as Error).message]).toStrictEqual([
      'fetch failed',
      'unexpected redirect',
    ])
    const endless = await rejectionOf(
      followRedirects(new Request(START), () =>
        Promise.resolve(new Response(null, { status: 302, headers: { location: '/again' } })),
      ),
    )
    expect([endless.message, (endless.cause as Error).message]).toStrictEqual([
      'fetch failed',
      'redirect count exceeded',
    ])
  })
})
