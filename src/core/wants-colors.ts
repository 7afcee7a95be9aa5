/**
 * Whether to colour: `NO_COLOR` and `FORCE_COLOR` decide, otherwise only a
 * terminal gets colours, never a pipe or a file.
 */
export function wantsColors(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (env['NO_COLOR']) return false
  const forced = env['FORCE_COLOR']
  return forced === undefined ? isTerminal : forced !== '0' && forced !== 'false'
}
