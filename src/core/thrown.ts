import { show } from './errors.ts'
import { printable } from './format.ts'
import { redact } from './redact.ts'

/** Longer texts are cut before they are redacted: an error may carry a whole response. */
const LONGEST_MESSAGE = 2_000
const LONGEST_STACK = 4_000
const STACK_LINES = 12
/** Causes that are followed; there are circles. */
const MOST_CAUSES = 5

/** One line for anything thrown, without secrets; never throws. */
export function describeError(thrown: unknown): string {
  const [line = ''] = describe(thrown).slice(0, LONGEST_MESSAGE).split('\n')
  return redact(printable(line))
}

/** The beginning of an error's stack, without secrets; undefined where there is none. Never throws. */
export function publicStack(thrown: unknown): string | undefined {
  const stack = isError(thrown) ? read(() => thrown.stack) : undefined
  if (typeof stack !== 'string') return undefined
  return redact(stack.slice(0, LONGEST_STACK).split('\n').slice(0, STACK_LINES).join('\n'))
}

/**
 * A copy of an error for people to see: name, message, stack and causes
 * without secrets. What SDKs hang on their errors, requests with their headers,
 * stays behind. Never throws.
 */
export function publicError(thrown: unknown, causes: number = MOST_CAUSES): Error {
  if (!isError(thrown)) return Object.assign(new Error(describeError(thrown)), { stack: '' })
  const message = redact(messageOf(thrown).slice(0, LONGEST_MESSAGE))
  const copy = new Error(message)
  const hidden = { configurable: true, writable: true }
  Object.defineProperty(copy, 'name', { ...hidden, value: nameOf(thrown) })
  copy.stack = publicStack(thrown) ?? `${nameOf(thrown)}: ${message}`
  const cause = read(() => thrown.cause)
  if (cause !== undefined && cause !== null && causes > 0) {
    Object.defineProperty(copy, 'cause', { ...hidden, value: publicError(cause, causes - 1) })
  }
  return copy
}

/** The message of anything thrown, as it is; never throws. */
export function messageOf(thrown: unknown): string {
  const message = typeof thrown === 'object' && thrown !== null && read(() => Reflect.get(thrown, 'message'))
  return typeof message === 'string' ? message : isError(thrown) ? show(message) : ''
}

/** What was thrown: `TypeError`, or for what is no error its type: `string`. Never throws. */
export function typeOfThrown(thrown: unknown): string {
  return isError(thrown) ? nameOf(thrown) : thrown === null ? 'null' : typeof thrown
}

function describe(thrown: unknown): string {
  if (isError(thrown)) return `${nameOf(thrown)}: ${messageOf(thrown)}`
  if (typeof thrown !== 'object' || thrown === null) return String(thrown)
  return messageOf(thrown) || show(thrown)
}

function nameOf(error: Error): string {
  const name: unknown = read(() => error.name)
  return typeof name === 'string' ? name : 'Error'
}

/** Of this realm, or of another: a vm context has an `Error` of its own. */
function isError(thrown: unknown): thrown is Error {
  const tag = (): string => Object.prototype.toString.call(thrown)
  return read(() => thrown instanceof Error || tag() === '[object Error]') === true
}

/** Typed strings, but anybody may have put getters there, or a proxy. */
function read<T>(get: () => T): T | undefined {
  try {
    return get()
  } catch {
    return undefined
  }
}
