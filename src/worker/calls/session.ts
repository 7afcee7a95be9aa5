/** What mocks remember, by what they remember it for: a measurement, a virtual run, an iteration, or a test. */
const sessions = new WeakMap<object, Map<object, unknown>>()

/** @param key whose state it is */
export function stateOf<T>(session: object, key: object, create: () => T): T {
  const states = sessions.get(session) ?? new Map<object, unknown>()
  sessions.set(session, states)
  if (!states.has(key)) states.set(key, create())
  return states.get(key) as T
}
