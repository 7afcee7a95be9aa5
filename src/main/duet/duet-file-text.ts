/** What a test file of both versions loads. */
export interface DuetFilePaths {
  /** Absolute paths of both versions, with forward slashes. */
  readonly old: string
  readonly new: string
  /** Names of the tests to run; undefined: all. */
  readonly only: readonly (readonly string[])[] | undefined
}

/** The text of a test file that runs two versions of another one. */
export function duetFileText({ old, new: latter, only }: DuetFilePaths): string {
  const duet = new URL('../../bundled/duet.js', import.meta.url)
  return [
    '// Written by `skillperf duet`: one test file in two versions.',
    `import { duetFile } from ${JSON.stringify(duet.href)}`,
    'await duetFile({',
    `  old: () => import(${JSON.stringify(importable(old))}),`,
    `  new: () => import(${JSON.stringify(importable(latter))}),`,
    ...(only === undefined ? [] : [`  only: ${JSON.stringify(only)},`]),
    '})',
    '',
  ].join('\n')
}

/** Vite takes a path that begins with a drive for a protocol otherwise. */
function importable(path: string): string {
  return /^[A-Za-z]:/.test(path) ? `/@fs/${path}` : path
}
