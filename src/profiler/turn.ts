import { hub } from './hub.ts'

const settled = Promise.resolve()

/** The turn that is running; whatever a span's code does after an `await` runs in a later one. */
export function turnNow(): number {
  if (!hub.turnWatched) {
    hub.turnWatched = true
    void settled.then(endTurn)
  }
  return hub.turn
}

function endTurn(): void {
  hub.turnWatched = false
  hub.turn++
}
