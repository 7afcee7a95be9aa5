import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { vitestBin } from './lanes.ts'
import type { Project } from './project.ts'
import { cleanEnvironment } from './run-vitest.ts'
import { scrub } from './scrub.ts'

/** A Vitest in watch mode. */
export interface Watcher {
  /** Resolves with what was printed since the last call, up to the next wait for changes. */
  settled(): Promise<string>
  close(): Promise<void>
}

const WAITS = 'Waiting for file changes'

export function watchVitest(project: Project, args: readonly string[]): Watcher {
  const child = spawn(process.execPath, [vitestBin(project.lane), '--watch', ...args], {
    cwd: project.root,
    env: cleanEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  let read = 0
  let notify = (): void => {}
  const append = (text: string): void => {
    output += stripVTControlCharacters(text)
    notify()
  }
  child.stdout.setEncoding('utf8').on('data', append)
  child.stderr.setEncoding('utf8').on('data', append)
  return {
    async settled() {
      for (;;) {
        const end = output.indexOf(WAITS, read)
        if (end !== -1) {
          const part = output.slice(read, end)
          read = end + WAITS.length
          return scrub(part, project.root)
        }
        await new Promise<void>((resolve) => (notify = resolve))
      }
    },
    async close() {
      const closed = new Promise((resolve) => child.on('close', resolve))
      child.kill()
      await closed
    },
  }
}
