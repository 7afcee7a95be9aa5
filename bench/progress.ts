import { clearLine, cursorTo } from 'node:readline'
import type { WriteStream } from 'node:tty'

/** One line that says how far something has come. */
export interface Progress {
  tell(text: string): void
  /** Takes the line away. */
  end(): void
}

/** Writes over one line of a terminal; says nothing in a pipe or a file. */
export function showProgress(name: string, stream: WriteStream): Progress {
  if (!stream.isTTY) return { tell() {}, end() {} }
  const clear = (): void => {
    cursorTo(stream, 0)
    clearLine(stream, 0)
  }
  return {
    tell(text) {
      clear()
      stream.write(`${name}: ${text}`)
    },
    end: clear,
  }
}
