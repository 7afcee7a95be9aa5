import type { Answer, Part } from './answer.ts'

/** What a response is made of. */
export interface Content {
  readonly status: number
  readonly statusText?: string
  readonly headers: Headers | Readonly<Record<string, string>>
  readonly body?: Answer['body']
  /** Gives up a body that comes from elsewhere. */
  readonly cancel?: (reason: unknown) => void
}

export function contentOf({ status = 200, headers = {}, body }: Answer): Content {
  return { status, headers, ...(body !== undefined && { body }) }
}

/** Of a response as it is: its body comes as it comes. */
export function contentOfResponse({ status, statusText, headers, body }: Response): Content {
  if (body === null) return { status, statusText, headers }
  const reader = body.getReader()
  return {
    status,
    statusText,
    headers,
    body: partsOf(reader),
    cancel: (reason) => void reader.cancel(reason).catch(() => {}),
  }
}

async function* partsOf(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>): AsyncGenerator<Part> {
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield { afterMs: 0, data: value }
  }
}

/** A response like another one, if any, with a body. What msw has noted on the original, its cookies, goes with it. */
export function responseLike(
  original: Response | undefined,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>> | null,
  init: ResponseInit,
): Response {
  const response = new Response(body, init)
  if (original === undefined) return response
  const cookies = Object.getOwnPropertySymbols(original).find(
    ({ description }) => description === 'kSetCookie',
  )
  if (cookies !== undefined)
    Object.defineProperty(response, cookies, { value: Reflect.get(original, cookies) })
  return response
}
