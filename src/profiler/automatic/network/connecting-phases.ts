/** When steps of a connection were done, in ms of one clock; −Infinity for before the clock was looked at. */
export interface ConnectionTimes {
  readonly openedMs: number
  /** Undefined where it has not happened: yet, or because there was no name to look up. */
  readonly lookedUpMs?: number | undefined
  /** When the first address was tried. */
  readonly attemptedMs?: number | undefined
  readonly connectedMs?: number | undefined
  readonly securedMs?: number | undefined
  /** It is one of TLS. */
  readonly isSecure: boolean
}

export type PhaseName = 'dns' | 'connect' | 'tls' | 'queue'

/** A part of a request before it is sent. */
export interface Phase {
  readonly name: PhaseName
  readonly startMs: number
  readonly endMs: number
}

/** Less is no waiting: it counts for what comes next. */
const LEAST_QUEUE_MS = 1

export interface ConnectingPhases {
  /** In order; they follow one another. */
  readonly phases: readonly Phase[]
  /** Up to where they reach. What is left counts for what comes next. */
  readonly doneMs: number
}

/**
 * Splits the time until a request can be sent. What its connection needs counts
 * from when the request was there; before that, and where it needs none, it is
 * in a queue.
 *
 * @param untilMs when it could be sent, or was given up
 * @param connection the one that was opened for it, if any
 */
export function connectingPhases(
  startMs: number,
  untilMs: number,
  connection?: ConnectionTimes,
): ConnectingPhases {
  const phases: Phase[] = []
  let doneMs = startMs
  const add = (name: PhaseName, endMs: number): void => {
    phases.push({ name, startMs: doneMs, endMs })
    doneMs = endMs
  }
  const queue = (endMs: number): void => {
    if (phases.length === 0 && endMs - doneMs >= LEAST_QUEUE_MS) add('queue', endMs)
  }
  for (const step of connection === undefined ? [] : stepsOf(connection)) {
    const [fromMs, toMs] = [Math.max(startMs, step.startMs), Math.min(untilMs, step.endMs)]
    if (toMs <= fromMs) continue
    queue(fromMs)
    add(step.name, toMs)
  }
  queue(untilMs)
  return { phases, doneMs }
}

/** What has begun; what has not ended goes on. */
function* stepsOf(connection: ConnectionTimes): Generator<Phase, void> {
  const { openedMs, lookedUpMs, attemptedMs, connectedMs, securedMs, isSecure } = connection
  const isLookedUp = lookedUpMs !== undefined
  const isAttempted = attemptedMs !== undefined || connectedMs !== undefined
  if (isLookedUp || !isAttempted) yield { name: 'dns', startMs: openedMs, endMs: lookedUpMs ?? Infinity }
  if (!isLookedUp && !isAttempted) return
  yield { name: 'connect', startMs: lookedUpMs ?? openedMs, endMs: connectedMs ?? Infinity }
  if (isSecure && connectedMs !== undefined) {
    yield { name: 'tls', startMs: connectedMs, endMs: securedMs ?? Infinity }
  }
}
