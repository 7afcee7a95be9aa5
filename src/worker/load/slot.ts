/** A place that one iteration at a time runs in: a lane of a closed loop, or an arrival of an open one. Times are ms of one clock. */
export class Slot {
  /** Somebody starts iterations in it. */
  open = false
  /** The iteration that is running, or ran last. */
  index = 0
  /** From when its latency counts. */
  startMs = 0
  /** When it ended, if it is not pending. */
  endMs = 0
  /** It has been started, and something is awaited. */
  pending = false
}
