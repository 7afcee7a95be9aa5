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
  /** In order; they never overlap. */
  readonly phases: readonly Phase[]
  /** From when on nothing of them counts: at most {@link LEAST_QUEUE_MS} before their end. */
  readonly doneMs: number
}

/**
 * Splits the time until a request can be sent. What its connection needs counts
 * from when the request was there; the rest is `queue`.
 *
 * @param connection the one that was opened for it, if any
 * @param untilMs when it could be sent, or had failed
 */
export function connectingPhases(
  startMs: number,
  untilMs: number,
  connection?: ConnectionTimes,
): ConnectingPhases {
  const phases: Phase[] = []
  let doneMs = startMs
  const queue = (endMs: number): void => {
    if (endMs - doneMs < LEAST_QUEUE_MS) return
    phases.push({ name: 'queue', startMs: doneMs, endMs })
    doneMs = endMs
  }
  for (const step of connection === undefined ? [] : stepsOf(connection)) {
    const [fromMs, toMs] = [Math.max(startMs, step.startMs), Math.min(untilMs, step.endMs)]
    if (toMs <= fromMs) continue
    queue(fromMs)
    phases.push({ name: step.name, startMs: doneMs, endMs: toMs })
    doneMs = toMs
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
