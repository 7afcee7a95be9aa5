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
  if (!isPlain(arg)) return show(arg)
  const text = showObject(arg, showArgument)
  return text.length <= LONGEST ? text : showObject(arg, (value) => (isPlain(value) ? '{ … }' : show(value)))
}

function showObject(object: object, showValue: (value: unknown) => string): string {
  const entries = Object.entries(object).map(([key, value]) => `${showKey(key)}: ${showValue(value)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function showKey(key: string): string {
  return IDENTIFIER.test(key) ? key : JSON.stringify(key)
}
