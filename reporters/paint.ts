import { styleText } from 'node:util'
import type { Paint } from '../src/core/paint.ts'

export type { Paint }

export function createPaint(colors: boolean): Paint {
  // The stream is judged by wantsColors; styleText would look at another one.
  return colors ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
}
