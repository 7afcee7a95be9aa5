import { Socket } from 'node:net'
import { realTime } from '../real-time.ts'
import { ownerOf } from './real-work.ts'

/** Real ms of silence after which an answer is taken to be complete. */
const QUIET_MS = 50

/** What has come in: how much had been written by then, and when it was. */
interface Answer {
  readonly written: number
  readonly atMs: number
}

/**
 * Tells whether a plain connection waits for an answer, as far as that can be
 * known without its protocol: not while nothing has been written since the last
 * one, and that is a while ago. Clients of HTTP say it themselves, by `unref`.
 */
export class SocketAnswers {
  readonly #answers = new WeakMap<Socket, Answer>()

  /** @param resource what is being called back: bytes have come in where it is the handle of a connection */
  note(resource: object): void {
    const { constructor: made } = resource as { readonly constructor?: { readonly name?: string } }
    if (made?.name !== 'TCP' && made?.name !== 'Pipe') return
    const socket: unknown = ownerOf(resource)
    if (!(socket instanceof Socket)) return
    this.#answers.set(socket, { written: socket.bytesWritten, atMs: realTime.now() })
  }

  isIdle(socket: Socket): boolean {
    const answer = this.#answers.get(socket)
    if (answer === undefined || answer.written !== socket.bytesWritten) return false
    return realTime.now() - answer.atMs > QUIET_MS && isPlain(socket)
  }
}

/** Neither HTTP nor TLS, in which what comes in may be no answer yet. */
function isPlain(socket: Socket): boolean {
  const { encrypted, parser } = socket as Socket & { readonly encrypted?: boolean; readonly parser?: unknown }
  if (encrypted === true || (parser !== undefined && parser !== null)) return false
  // Undici's, and with it that of fetch.
  return !Object.getOwnPropertySymbols(socket).some(({ description }) => description === 'parser')
}
