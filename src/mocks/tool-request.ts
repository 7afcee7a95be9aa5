import { SkillperfError } from '../core/errors.ts'
import type { Random } from '../core/time/random.ts'
import type { AskedRequest } from './mock-handler.ts'

/** A request as the `reply` of a tool sees it. */
export interface ToolRequest {
  readonly method: string
  readonly url: string
  /** Path parameters, by the `:name` in the tool's URL. */
  readonly params: AskedRequest['params']
  /** Of the URL: `request.query.get('q')`. */
  readonly query: URLSearchParams
  readonly headers: Headers
  /** The body as text; empty without one. */
  readonly text: string
  /**
   * The body as JSON.
   *
   * @throws SkillperfError for a body that is none
   */
  json(): unknown
  /** Which call of this tool in its iteration it is, from 0. */
  readonly nth: number
  /** The iteration; negative in warm-up, undefined outside a measurement. */
  readonly iteration: number | undefined
  /** A random stream of this call: the same seed gives the same replies. */
  readonly random: Random
}

/** @param name of the tool, for errors */
export function toolRequest(
  { request, text, params, nth, iteration, random }: AskedRequest,
  name: string,
): ToolRequest {
  const { method, url, headers } = request
  return {
    method,
    url,
    params,
    get query() {
      return new URL(url).searchParams
    },
    headers,
    text,
    json() {
      try {
        return JSON.parse(text) as unknown
      } catch (cause) {
        throw new SkillperfError(
          `the reply of "${name}": the body of the request is not JSON. Look at request.text, or send JSON.`,
          { cause },
        )
      }
    },
    nth,
    iteration,
    random,
  }
}
