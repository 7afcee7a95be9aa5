import type { Session } from 'node:inspector'
import type * as Inspector from 'node:inspector'
import type { CpuProfile } from './v8-profiles.ts'

/** A session with V8's inspector in this thread, for what is answered at once. */
export class InspectorSession {
  readonly #session: Session

  /** @throws where Node was built without an inspector */
  constructor() {
    this.#session = new (inspector().Session)()
    this.#session.connect()
  }

  /**
   * @returns the answer
   * @throws what the inspector has against it
   */
  call(method: string, params: object = {}): unknown {
    let answer: { readonly error: Error | null; readonly result: unknown } | undefined
    this.#session.post(method, params, (error, result) => {
      answer = { error, result }
    })
    if (answer === undefined) throw new Error(`the inspector left ${method} unanswered`)
    if (answer.error !== null) throw new Error(answer.error.message)
    return answer.result
  }

  /** Collects what the inspector tells of while a function runs. */
  collect<T>(event: string, fn: () => void): T[] {
    const told: T[] = []
    this.hear(event, (one) => told.push(one as T), fn)
    return told
  }

  /** As {@link collect}, for what is too much to be kept. */
  hear(event: string, hear: (told: unknown) => unknown, fn: () => void): void {
    const listener = ({ params }: { params: unknown }): void => {
      hear(params)
    }
    this.#session.on(event, listener)
    try {
      fn()
    } finally {
      this.#session.off(event, listener)
    }
  }

  /**
   * Begins a profile within one that {@link call} has begun with `Profiler.start`.
   *
   * @param title tells it from others
   * @returns ends it, and gives it
   */
  beginProfile(title: string): () => CpuProfile | undefined {
    const { console } = inspector()
    console.profile(title)
    return () =>
      this.collect<{ readonly title?: string; readonly profile: CpuProfile }>(
        'Profiler.consoleProfileFinished',
        () => console.profileEnd(title),
      ).find((finished) => finished.title === title)?.profile
  }

  close(): void {
    this.#session.disconnect()
  }
}

/** Somebody debugs this thread, as far as the inspector tells. */
export function isDebugged(): boolean {
  return inspector().url() !== undefined
}

/** Not imported: it is loaded for those who ask for a profile, at once, since a virtual clock may be running. */
function inspector(): typeof Inspector {
  return process.getBuiltinModule('node:inspector')
}
