import { isOwn } from './own-code.ts'
import { redact } from './redact.ts'

/**
 * Every error that skillperf itself throws: a wrong call, an option it does not
 * know, a question that the data cannot answer. A breach of a limit is not one
 * of these: it is an assertion error of the test runner.
 */
export class SkillperfError extends Error {
  override readonly name = 'SkillperfError'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    // The first frame is what a reader looks at: it should be the call that was wrong.
    if (this.stack !== undefined) this.stack = withoutOwnFrames(this.stack)
  }
}

/** Lets an error point at another place than where it was made: at the frames of `place`. */
export function errorAt(place: Error, error: Error): Error {
  const frames = (place.stack ?? '').split('\n').filter(isFrame)
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n')
  return error
}

/** A failed assertion that points at a place. */
export function assertionAt(place: Error, message: string): Error {
  return errorAt(place, Object.assign(new Error(message), { name: 'AssertionError' }))
}

/** The place of a call from outside, for {@link errorAt}: frames of this package are left out. */
export function callerPlace(): Error {
  const place = new Error('place')
  if (place.stack !== undefined) place.stack = withoutOwnFrames(place.stack)
  return place
}

/** The frames of a stack that lie outside of this package, of Node and of the test runner: the user's and their libraries'. */
export function framesOutside(stack: string): string[] {
  return stack
    .split('\n')
    .filter(
      (line) =>
        isFrame(line) &&
        !isOwn(line) &&
        !/\(<anonymous>\)$|\bat <anonymous>$|\(?node:|\/node_modules\/(?:@vitest|vitest|vite)\//.test(line),
    )
    .map((line) => line.trim())
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line)
}

function withoutOwnFrames(stack: string): string {
  const lines = stack.split('\n')
  const kept = lines.filter((line) => !isFrame(line) || !isOwn(line))
  return kept.some(isFrame) ? kept.join('\n') : stack
}

/** What a {@link usageError} is made of: the four things a reader needs to repair the call. */
export interface Misuse {
  /** Where it stands: `perf.measure "research"`, `skillperf({ … })`. */
  readonly place: string
  /** The rule, as a full sentence without its full stop: `` `iterations` must be a whole number from 1 up ``. */
  readonly rule: string
  /** The value that broke the rule; left out when there is none to show. */
  readonly received?: { readonly value: unknown }
  /** What to write instead. */
  readonly fix: string
}

/** Builds the error for a wrong call: place, rule, value and fix, in that order. */
export function usageError({ place, rule, received, fix }: Misuse): SkillperfError {
  const value = received === undefined ? '' : `, received ${show(received.value)}`
  return new SkillperfError(redact(`${place}: ${rule}${value}. ${fix}`))
}

/** One line for any value, short enough for an error message; never throws. */
export function show(value: unknown): string {
  try {
    return describe(value)
  } catch {
    // A getter or a proxy that throws.
    return `a value that cannot be read (${typeof value})`
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return cut(JSON.stringify(value))
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`
  if (value instanceof Error) return `${value.name}: ${cut(value.message)}`
  if (value instanceof Date) return `a Date (${String(value)})`
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  const type = value.constructor?.name ?? 'Object'
  if (type !== 'Object') return `an instance of ${type}`
  const keys = Object.keys(value)
  return keys.length === 0 ? 'an empty object' : cut(`an object with ${keys.join(', ')}`)
}

function cut(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}
