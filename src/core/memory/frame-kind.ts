import { isOwn } from '../own-code.ts'

/**
 * Whose a function is: the user's, of a library, of what only tests need, or of
 * Node and V8 themselves.
 */
export type FrameKind = 'user' | 'library' | 'tool' | 'engine'

/** Packages that are there for the test only, and what msw brings along. */
const TOOLS =
  /\/node_modules\/(?:skillperf|@vitest|vitest|vite|chai|tinybench|tinyrainbow|msw|@mswjs|@open-draft|rettime|until-async)\//

/** @param url of the script: a `file:` URL, a path, or empty for what V8 brings itself */
export function frameKind(url: string): FrameKind {
  // What tells us of the allocations.
  if (url === 'node:inspector') return 'tool'
  if (url === '' || url.startsWith('node:')) return 'engine'
  const path = url.replaceAll('\\', '/')
  if (isOwn(path) || TOOLS.test(path)) return 'tool'
  return path.includes('/node_modules/') ? 'library' : 'user'
}
