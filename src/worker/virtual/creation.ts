import { framesOutside } from '../../core/errors.ts'

/** Where something was made; its stack is put into words only when it is read. */
export interface Creation {
  readonly stack?: string
}

/** Enough to get from a library to the code that called it, and cheap enough for every timer. */
const FRAMES = 10

/** @param below the frames of this function and of those that it called are left out */
export function noteCreation(below: (...args: never[]) => unknown, frames: number = FRAMES): Creation {
  const creation: Creation = {}
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = frames
  Error.captureStackTrace(creation, below)
  Error.stackTraceLimit = limit
  return creation
}

/** The nearest frame of the user's own code, as `at …`; of a library where there is none. */
export function placeOf({ stack }: Creation): string | undefined {
  const frames = framesOutside(stack ?? '')
  return frames.find((frame) => !frame.includes('/node_modules/')) ?? frames[0]
}
