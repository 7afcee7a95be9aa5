import type { TestHost } from '../../core/calls/mocked-call.ts'
import type { Outage } from './outage.ts'

/** What a connection is going through while a measurement lasts. */
export interface Session {
  /** When the first command came. */
  readonly beganMs: number
  trips: number
  /** It was lost by itself already. */
  lost: boolean
  outage: Outage | undefined
  /** Replies that are waited for. */
  readonly onTheirWay: Set<AbortController>
}

/** Why a reply does not come. */
export const LOST: Error = new Error('The connection is lost.')

export function isDown({ outage }: Session, { clock }: TestHost): boolean {
  return outage !== undefined && clock.now() < outage.upMs
}

/** Runs something that ends with {@link LOST} when the connection is lost, and with an error when it is closed. */
export async function interruptible<T>(
  session: Session,
  fn: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interrupt = new AbortController()
  session.onTheirWay.add(interrupt)
  try {
    return await fn(interrupt.signal)
  } finally {
    session.onTheirWay.delete(interrupt)
  }
}
