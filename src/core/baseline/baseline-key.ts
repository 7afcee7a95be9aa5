import type { BaselineKey } from './baseline.ts'

/** One text a key, for maps; two keys that differ have two. */
export function keyText({ project, file, test, measurement }: BaselineKey): string {
  return JSON.stringify([project, file, test, measurement])
}

/** A test's name in a key: where a file has several of one full name, or a test several measurements of one, ` #2` and so on stand behind. */
export function numbered(name: string, nth: number): string {
  return nth === 0 ? name : `${name} #${nth + 1}`
}

/** The key alone, of anything that has one. */
export function keyOf({ project, file, test, measurement }: BaselineKey): BaselineKey {
  return { project, file, test, measurement }
}
