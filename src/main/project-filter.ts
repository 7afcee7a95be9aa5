/**
 * What `--project` says, as Vitest reads it: names with `*` for anything, `!`
 * in front of those to leave out. Vitest's own reading needs an instance,
 * which a plugin has only after projects were chosen.
 */

/** @returns whether a project of that name runs */
export function matchesFilter(filter: readonly string[], name: string): boolean {
  if (isLeftOut(filter, name)) return false
  const wanted = filter.filter((pattern) => !pattern.startsWith('!'))
  return wanted.length === 0 || wanted.some((pattern) => matches(pattern, name))
}

/** @returns whether the filter names it as one to leave out */
export function isLeftOut(filter: readonly string[], name: string): boolean {
  return filter.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1), name))
}

/** One name or several, as the command line and configs have it. */
export function readFilter(value: unknown): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.filter((pattern) => typeof pattern === 'string')
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(name)
}
