import { knownKeys, oneOf, plainObject, wholeNumber } from '../check.ts'

/** By what allocators are ranked: what is still there, or all that was ever allocated. */
export type MemoryOrder = 'live' | 'total'

/** How a memory profile is printed. */
export interface MemoryPrint {
  /** Allocators that are shown, at most. Default: 10. */
  readonly top?: number
  /** What comes first: the most that is still there, or the most that was allocated. Default: `'live'`. */
  readonly by?: MemoryOrder
}

/** @throws SkillperfError for an unknown option, or a value out of its range */
export function readPrint(value: unknown, place: string): Required<MemoryPrint> {
  const { top, by, ...others } = plainObject(value, place, 'Write profile.print({ top: 10 }).')
  knownKeys(others, ['top', 'by'], place)
  return {
    top: top === undefined ? 10 : wholeNumber(top, 'top', place, 1, 'Leave it out for the default, 10.'),
    by: by === undefined ? 'live' : oneOf(by, ['live', 'total'], 'by', place),
  }
}
