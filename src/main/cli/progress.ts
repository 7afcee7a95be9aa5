import { fitWidth } from '../../core/compare/fit-width.ts'
import { printable } from '../../core/format.ts'
import type { CliContext } from './command.ts'

const COLUMNS = 79
const CLEAR_LINE = '\r\u001B[2K'

/** Tells on standard error what takes so long. */
export interface Progress {
  readonly tell: (step: string) => void
  /** Leaves the last line to what comes next. */
  readonly end: () => void
}

/** In a terminal one line that is written over; elsewhere a line for each step. */
export function createProgress({ tell, isTerminal }: Pick<CliContext, 'tell' | 'isTerminal'>): Progress {
  let open = false
  return {
    tell: (step) => {
      const line = printable(step)
      tell(isTerminal ? `${CLEAR_LINE}${fitWidth(line, COLUMNS)}` : `${line}\n`)
      open = isTerminal
    },
    end: () => {
      if (open) tell(CLEAR_LINE)
      open = false
    },
  }
}
