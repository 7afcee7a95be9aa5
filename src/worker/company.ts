import { shared } from './process-state.ts'

/** A measurement that is running in this process. */
export interface Presence {
  /** Whether another one ran at the same time. */
  met: boolean
  leave(): void
}

const present = shared('present', () => new Set<Presence>())

/** Notes that a measurement begins; concurrent tests of one process disturb each other on the real clock. */
export function arrive(): Presence {
  const presence: Presence = {
    met: present.size > 0,
    leave: () => void present.delete(presence),
  }
  for (const other of present) other.met = true
  present.add(presence)
  return presence
}
