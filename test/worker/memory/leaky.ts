interface Session {
  readonly id: number
  readonly data: readonly number[]
}

const sessions = new Map<string, Session>()
let calls = 0

/** Keeps a session for each call. */
export function openSession(): void {
  calls++
  sessions.set(`session ${calls}`, { id: calls, data: [calls, calls, calls] })
}

export function forget(): void {
  sessions.clear()
}

/** Keeps nothing. */
export function add(): number {
  return calls + 1
}
