import { clearLine, cursorTo } from 'node:readline'

/** Where a line is written: a terminal, a pipe or a file. */
export type LineStream = NodeJS.WritableStream & { readonly isTTY?: boolean }

/**
 * One line that says how far something has come. A terminal has it written
 * over, and taken away at the end; elsewhere it is printed once, so that a log
 * says what takes so long, and no more.
 */
export class ProgressLine {
  readonly #stream: LineStream
  #told = false

  constructor(stream: LineStream) {
    this.#stream = stream
  }

  tell(text: string): void {
    if (this.#stream.isTTY === true) {
      this.#clear()
      this.#stream.write(text)
    } else if (!this.#told) {
      this.#stream.write(`${text}\n`)
    }
    this.#told = true
  }

  /** Takes the line away. */
  end(): void {
    if (this.#told && this.#stream.isTTY === true) this.#clear()
  }

  #clear(): void {
    cursorTo(this.#stream, 0)
    clearLine(this.#stream, 0)
  }
}
