import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Computes for 5 to 50 ms, rests as long, and so on: what a busy neighbour does. */
const BURSTS = `
const burst = () => {
  const ms = 5 + Math.random() * 45
  for (const end = performance.now() + ms; performance.now() < end;);
  setTimeout(burst, 5 + Math.random() * 45)
}
burst()
process.stdin.on('end', () => process.exit()).resume()
`

/** One busy neighbour a processor. */
export class Hog implements Disposable {
  readonly #children: readonly ChildProcess[]

  constructor(count: number = availableParallelism()) {
    // They end with us, whatever becomes of us: by their standard input.
    this.#children = Array.from({ length: count }, () =>
      spawn(process.execPath, ['-e', BURSTS], { stdio: ['pipe', 'ignore', 'ignore'] }),
    )
  }

  [Symbol.dispose](): void {
    for (const child of this.#children) child.kill('SIGKILL')
  }
}
