/**
 * Which of V8's features may be switched for a while: those that the user has
 * not switched off, by flags of Node. They are those of the whole process: of
 * all threads.
 *
 * @param names as flags have them, without dashes: `opt`
 */
export function switchableFeatures(names: readonly string[]): readonly string[] {
  const given = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)]
  return given.includes('--jitless') ? [] : names.filter((name) => !given.includes(`--no-${name}`))
}

/** Switches features on or off. */
export function switchFeatures(names: readonly string[], on: boolean): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  for (const name of names) setFlagsFromString(on ? `--${name}` : `--no-${name}`)
}
