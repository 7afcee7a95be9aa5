/** A request's body, as mocks see it. */
export interface RequestBody {
  /** Empty without one. */
  readonly text: string
  /** How long it is: bytes that are no text become longer as one. */
  readonly bytes: number
}

const NONE: RequestBody = { text: '', bytes: 0 }
const bodies = new WeakMap<Request, Promise<RequestBody>>()
const decoder = new TextDecoder()

/** A request's body, which can still be read. */
export function bodyOf(request: Request): Promise<RequestBody> {
  if (request.body === null) return Promise.resolve(NONE)
  // Whether a handler wants it, and what it answers: both look, and a clone takes its time.
  const body = bodies.get(request) ?? read(request.clone())
  bodies.set(request, body)
  return body
}

async function read(request: Request): Promise<RequestBody> {
  const bytes = await request.arrayBuffer()
  return { text: decoder.decode(bytes), bytes: bytes.byteLength }
}
