import { show } from '../src/core/errors.ts'

/** Longer objects are cut: a title is one line. */
const LONGEST = 80
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** Arguments as a user wrote them, as far as that can be told; those that were left out are not shown. */
export function showArguments(...args: readonly unknown[]): string {
  return args
    .filter((arg, i) => arg !== undefined || args.slice(i + 1).some((later) => later !== undefined))
    .map((arg) => showArgument(arg))
    .join(', ')
}

function showArgument(arg: unknown): string {
  if (typeof arg !== 'object' || arg === null || Object.getPrototypeOf(arg) !== Object.prototype) {
    return show(arg)
  }
  const entries = Object.entries(arg)
  if (entries.length === 0) return '{}'
  const text = `{ ${entries.map(([key, value]) => `${showKey(key)}: ${showArgument(value)}`).join(', ')} }`
  return text.length <= LONGEST ? text : `{ ${entries.map(([key]) => showKey(key)).join(', ')} }`
}

function showKey(key: string): string {
  return IDENTIFIER.test(key) ? key : JSON.stringify(key)
}
