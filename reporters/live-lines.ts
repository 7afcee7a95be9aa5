import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Vitest } from 'vitest/node'
import { formatLiveState, readLiveState } from '../src/core/live.ts'
import type { Paint } from './paint.ts'

/** The part of Vitest's own live window that we add lines to; not part of its public interface. */
interface LiveWindow {
  getWindow: () => string[]
}

/**
 * Lines on long measurements, while they are running, in the live window of
 * Vitest's terminal reporter. Only on a terminal, and not in CI.
 */
export class LiveLines {
  /** Where test processes leave how far they have come. */
  readonly folder: string
  readonly #paint: Paint
  readonly #windows = new WeakSet<LiveWindow>()

  constructor(paint: Paint) {
    this.#paint = paint
    this.folder = mkdtempSync(join(tmpdir(), 'skillperf-live-'))
    process.once('exit', () => rmSync(this.folder, { recursive: true, force: true }))
  }

  /** Adds our lines to each live window that the reporters have. */
  join(reporters: readonly unknown[]): void {
    for (const window of reporters.map(findWindow)) {
      if (window === undefined || this.#windows.has(window)) continue
      this.#windows.add(window)
      const own = window.getWindow
      window.getWindow = () => [...own(), ...this.lines()]
    }
  }

  /** A line for each measurement that is running and long, and an empty one after them. */
  lines(): string[] {
    const states = readdirSync(this.folder)
      .toSorted()
      .map((file) => readState(join(this.folder, file)))
      .filter((state) => state !== undefined)
    if (states.length === 0) return []
    return [...states.map((state) => ` ${this.#paint('cyan', '▸')} ${formatLiveState(state)}`), '']
  }
}

/** Whether somebody sits before a terminal. */
export function wantsLiveLines(env: Readonly<Record<string, string | undefined>>, isTty: boolean): boolean {
  return isTty && !env['CI']
}

/** The reporters that a Vitest has, as far as it lets us know. */
export function reportersOf(vitest: Vitest): readonly unknown[] {
  const reporters: unknown = Reflect.get(vitest, 'reporters')
  return Array.isArray(reporters) ? reporters : []
}

function findWindow(reporter: unknown): LiveWindow | undefined {
  const options = ['summary', 'renderer', 'options'].reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    reporter,
  )
  return isWindow(options) ? options : undefined
}

function isWindow(value: unknown): value is LiveWindow {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'getWindow') === 'function'
}

function readState(path: string): ReturnType<typeof readLiveState> {
  try {
    return readLiveState(readFileSync(path, 'utf8'))
  } catch {
    // Gone between the listing and the reading.
    return undefined
  }
}
