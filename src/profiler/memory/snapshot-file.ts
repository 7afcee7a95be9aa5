import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { writeHeapSnapshot } from 'node:v8'

const PIECE_BYTES = 2 ** 20

/** A heap snapshot in a file of its own, which is gone when it is disposed. */
export class SnapshotFile {
  readonly #folder: string
  readonly #path: string

  /**
   * Collects garbage, then writes what is left. Sync, because a virtual clock may
   * be running, and without the inspector, which answers only later.
   *
   * @throws the file system's error
   */
  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'skillperf-heap-'))
    this.#path = join(this.#folder, 'heap.heapsnapshot')
    writeHeapSnapshot(this.#path)
  }

  /** Its JSON, in pieces; V8 writes nothing but ASCII. */
  *pieces(): Generator<string> {
    const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES)
    const file = openSync(this.#path, 'r')
    try {
      for (;;) {
        const bytes = readSync(file, buffer)
        if (bytes === 0) return
        yield buffer.toString('latin1', 0, bytes)
      }
    } finally {
      closeSync(file)
    }
  }

  /**
   * Copies it, whole or not at all; makes the folders above.
   *
   * @throws the file system's error; what was there before is left alone
   */
  copyTo(path: string): void {
    mkdirSync(dirname(path), { recursive: true })
    const temporary = `${path}.${process.pid}.tmp`
    try {
      copyFileSync(this.#path, temporary)
      renameSync(temporary, path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
