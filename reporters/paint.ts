import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'inverse' | 'red' | 'green' | 'yellow' | 'cyan'

/** Puts a style on a text, or leaves it alone where there are no colours. */
export type Paint = (style: Style, text: string) => string

export function createPaint(colors: boolean): Paint {
  // The stream is judged by wantsColors; styleText would look at another one.
  return colors ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
}
