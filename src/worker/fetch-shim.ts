import { SkillperfError } from '../core/errors.ts'
import { printable } from '../core/format.ts'
import { ownerOf } from '../core/owner.ts'
import type { Owner } from '../core/owner.ts'
import { publicUrl } from '../core/redact.ts'
import { followRedirects } from './redirects.ts'
import { scopes } from './scope.ts'
import { shared } from './process-state.ts'
import type { TestRun } from './test-run.ts'

/** Answers a request; `pass` hands it to the real fetch. */
export type AnswerFetch = (request: Request, pass: () => Promise<Response>) => Promise<Response>

/** Someone who wants to see this process's fetch calls. */
interface Listener extends Owner {
  readonly answer: AnswerFetch
}

interface Shim {
  readonly listeners: Set<Listener>
  /** What stood at `globalThis.fetch` before. */
  readonly realFetch: typeof fetch
}

/**
 * Puts our fetch in front of the real one, once a process and before user code
 * is imported: SDKs keep the fetch that they find when a client is made, which
 * is often at import. While nobody listens, it only passes calls on.
 */
export function installFetchShim(): void {
  shared('fetch', () => {
    const shim: Shim = { listeners: new Set(), realFetch: globalThis.fetch }
    globalThis.fetch = function fetch(input, init) {
      const test = scopes.getStore()?.test
      // What a test with mocked tools has left running must not reach the real ones.
      if (test?.ended === true && test.mocked) return refuse(test, input)
      return shim.listeners.size === 0 ? shim.realFetch(input, init) : intercept(shim, input, init)
    }
    return shim
  })
}

/**
 * Sees fetch calls until the function that it returns is called.
 *
 * @param owns whether the code that is running belongs to the listener
 * @param answer answers a request, or passes it to the real fetch
 */
export function interceptFetch(owns: () => boolean | undefined, answer: AnswerFetch): () => void {
  installFetchShim()
  const { listeners } = shared<Shim>('fetch', () => {
    throw new SkillperfError('the fetch shim is not installed')
  })
  const listener = { owns, answer }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

async function intercept(
  { listeners, realFetch }: Shim,
  ...args: Parameters<typeof fetch>
): Promise<Response> {
  const listener = ownerOf(listeners, urlOf(args[0]))
  if (listener === undefined) return realFetch(...args)
  return followRedirects(new Request(...args), (request, copy) =>
    listener.answer(request, () => realFetch(copy)),
  )
}

function refuse(test: TestRun, input: Parameters<typeof fetch>[0]): Promise<never> {
  return Promise.reject(
    new SkillperfError(
      `perf.network: the test "${printable(test.test.name)}" has ended, and its code went on to ask for ${publicUrl(urlOf(input))}. ` +
        'Await everything that the code starts, or stop it at the end of the test.',
    ),
  )
}

function urlOf(input: Parameters<typeof fetch>[0]): string {
  return input instanceof Request ? input.url : String(input)
}
