/**
 * Any values as text, the same for the same values: what JSON can say, and
 * stand-ins for what it cannot. Never throws.
 */
export function asText(values: readonly unknown[]): string {
  const path: unknown[] = []
  try {
    return JSON.stringify(values, function replace(this: unknown, _key, value: unknown) {
      while (path.length > 0 && path.at(-1) !== this) path.pop()
      if (typeof value === 'bigint') return `${value}n`
      if (typeof value === 'function') return `function ${value.name}`
      if (typeof value !== 'object' || value === null) return value
      if (path.includes(value)) return '[circular]'
      const shown = value instanceof Map || value instanceof Set ? [...value] : value
      path.push(value, shown)
      return shown
    })
  } catch {
    // A getter or a `toJSON` that throws.
    return `${values.length} values that cannot be read`
  }
}
