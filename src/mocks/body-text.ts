const texts = new WeakMap<Request, Promise<string>>()

/** A request's body as text, which can still be read; empty without one. */
export function textOf(request: Request): Promise<string> {
  if (request.body === null) return Promise.resolve('')
  // Whether a handler wants it, and what it answers: both look, and a clone takes its time.
  const text = texts.get(request) ?? request.clone().text()
  texts.set(request, text)
  return text
}
