import { mockedRequests } from '../../../core/calls/mocked-requests.ts'
import type { OpenSpan } from '../../open-span.ts'
import { connectingPhases } from './connecting-phases.ts'
import type { ConnectionTimes } from './connecting-phases.ts'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import type { RequestAbout } from './request-about.ts'

/** Where a request belongs to, and from when it counts. */
export interface RequestOrigin {
  readonly parent: OpenSpan
  /** In ms of the trace's clock. */
  readonly startMs: number
  /** It was made later than it was asked for: until then it has waited for its turn. */
  readonly hasWaited?: boolean
}

/** Longer than this, whoever sends a request takes their time, though they could. */
const LEAST_HOLD_MS = 1

/** The span of one request, and of its phases: what becomes of it is told by whoever watches the client. */
export class RequestSpan {
  /** The connection that it waits for, as far as it is known. */
  connection: Connection | undefined
  readonly #about: RequestAbout
  readonly #origin: RequestOrigin
  readonly #request: object
  readonly #release: () => void
  readonly #connections: Connections
  readonly #madeMs: number
  /** It was opened when the request was made. */
  #own: Connection | undefined
  /** Over sockets that mocks listen to, it is told late whether a request is one of theirs. */
  readonly #isDoubtful = mockedRequests.listening > 0
  #isOpened = false
  /** Undefined where it is not opened yet, is a mock's, or came too late. */
  #span: OpenSpan | undefined
  /** The phase that it is in, after it was sent. */
  #phase: OpenSpan | undefined
  #readyMs: number | undefined
  #sentMs: number | undefined
  #sentBytes = 0
  #receivedBytes = 0
  #status: number | undefined
  #ended = false

  /** @param request the client's own object */
  constructor(request: object, about: RequestAbout, origin: RequestOrigin, connections: Connections) {
    this.#request = request
    this.#about = about
    this.#origin = origin
    this.#connections = connections
    this.#release = connections.measureWith(origin.parent.recorder)
    this.#madeMs = origin.hasWaited === true ? this.#nowMs() : origin.startMs
    if (!this.#isDoubtful) this.#open()
  }

  /** A connection is opened for it, now. */
  opens(connection: Connection): void {
    this.connection ??= connection
    this.#own ??= connection
  }

  /**
   * It has a connection, and could be sent now.
   *
   * @param isSent whether it is
   */
  ready(connection: Connection | undefined, isSent: boolean): void {
    if (this.#readyMs !== undefined) return
    // What others wait for meanwhile is their turn.
    this.connection = connection?.claim() === true ? connection : undefined
    this.#readyMs = this.#nowMs()
    const span = this.#live
    if (span !== undefined) this.#addConnecting(span, this.#readyMs)
    if (isSent) this.sent(this.#readyMs)
  }

  /** Its headers are sent now. */
  sent(nowMs: number = this.#nowMs()): void {
    if (this.#readyMs === undefined || this.#sentMs !== undefined) return
    this.#sentMs = nowMs
    const span = this.#live
    if (span !== undefined) this.#wait(span)
  }

  bodySent(bytes: number): void {
    this.#sentBytes += bytes
  }

  /** The headers of its response are here; those of interim responses are none. */
  responded(status: number): void {
    if (this.#status !== undefined || this.#ended) return
    this.#status = status
    this.#open()
    const span = this.#live
    if (span === undefined) return
    span.setAttribute('http.response.status_code', status)
    const nowMs = this.#nowMs()
    this.#phase?.finish(nowMs)
    this.#phase = span.recorder.begin('download', span, undefined, nowMs)
  }

  bodyReceived(bytes: number): void {
    this.#receivedBytes += bytes
  }

  get hasResponse(): boolean {
    return this.#status !== undefined
  }

  /**
   * Its body was read to the end, or nobody wants it any more.
   *
   * @param breakage what the network has ended it with
   */
  end(breakage?: unknown): void {
    if (this.#ended) return
    this.#open()
    const span = this.#live
    this.#ended = true
    this.#release()
    if (span === undefined) return
    const isBroken = breakage !== undefined
    const nowMs = this.#nowMs()
    if (this.#readyMs === undefined) {
      this.connection = this.#connections.failedWith(breakage) ?? this.connection
      this.#addConnecting(span, nowMs, isBroken)
    }
    if (isBroken) this.#phase?.fail(breakage)
    this.#phase?.finish(nowMs)
    if (this.#sentBytes > 0) span.setAttribute('http.request.body.size', this.#sentBytes)
    if (this.#status !== undefined) span.setAttribute('http.response.body.size', this.#receivedBytes)
    if (isBroken || (this.#status ?? 0) >= 400) span.fail(breakage)
    span.finish(nowMs)
  }

  /** Nobody watches any more: what is open stays open. */
  leave(): void {
    if (this.#ended) return
    this.#ended = true
    this.#release()
  }

  /** Its span, unless there is none, or its trace is over. */
  get #live(): OpenSpan | undefined {
    return this.#span?.isOpen === true ? this.#span : undefined
  }

  #open(): void {
    if (this.#isOpened || mockedRequests.taken.has(this.#request)) return
    this.#isOpened = true
    const { parent, startMs } = this.#origin
    const { name, attributes } = this.#about
    const span = parent.recorder.begin(name, parent, attributes, startMs)
    this.#span = span
    if (span === undefined || this.#readyMs === undefined) return
    this.#addConnecting(span, this.#readyMs)
    if (this.#sentMs !== undefined) this.#wait(span)
  }

  /** @param failed whether the last of the phases has failed */
  #addConnecting(span: OpenSpan, untilMs: number, failed: boolean = false): void {
    const { phases } = connectingPhases(this.#origin.startMs, untilMs, this.#times)
    for (const { name, startMs, endMs } of phases) {
      span.recorder.add(name, span, { startMs, endMs, failed: failed && endMs === untilMs })
    }
  }

  #wait(span: OpenSpan): void {
    const [readyMs, sentMs] = [this.#readyMs ?? 0, this.#sentMs ?? 0]
    const { doneMs } = connectingPhases(this.#origin.startMs, readyMs, this.#times)
    const isHeld = sentMs - readyMs >= LEAST_HOLD_MS
    this.#phase = span.recorder.begin('wait', span, undefined, isHeld ? sentMs : doneMs)
  }

  get #times(): ConnectionTimes | undefined {
    const times = this.connection?.timesFor(this.#origin.parent.recorder.owner)
    // Preparing it is no waiting for a free one.
    return times && this.connection === this.#own ? { ...times, openedMs: this.#madeMs } : times
  }

  #nowMs(): number {
    return this.#origin.parent.recorder.now()
  }
}
