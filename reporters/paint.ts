import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'inverse' | 'red' | 'green' | 'yellow' | 'cyan'

/** Puts a style on a text, or leaves it alone where there are no colours. */
export type Paint = (style: Style, text: string) => string

export function createPaint(colors: boolean): Paint {
  // The stream is judged by wantsColors; styleText would look at another one.
  return colors ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
}

/**
 * Whether to colour: `NO_COLOR` and `FORCE_COLOR` decide, otherwise only a
 * terminal gets colours, never a pipe or a file.
 */
export function wantsColors(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env['NO_COLOR']) return false
  const forced = env['FORCE_COLOR']
  return forced === undefined ? isTerminal : forced !== '0' && forced !== 'false'
}
