/** The package's root: what is built stands below, in `dist/`, but its source maps lead to the sources. */
const ROOTS = [new URL('../../', import.meta.url).pathname].flatMap((root) =>
  root.endsWith('/dist/') ? [root, root.replace(/dist\/$/, '')] : [root],
)

/** Folders of this package, as they stand in stack traces. */
const OWN_FOLDERS = ROOTS.flatMap((root) =>
  ['src/', 'matchers/', 'reporters/'].map((folder) => `${root}${folder}`),
)

/** Whether a line of a stack, or the URL of a script, is this package's. */
export function isOwn(place: string): boolean {
  return OWN_FOLDERS.some((folder) => place.includes(folder))
}
