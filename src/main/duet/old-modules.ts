import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import type { TestProject } from 'vitest/node'

/** Where both versions are: absolute paths with forward slashes. */
export interface Versions {
  readonly old: string
  readonly new: string
}

/**
 * Lets what the old version imports come from the old version: an alias, or a
 * package of the workspace, would lead to the working tree. What lies in
 * `node_modules` stays where it is found.
 */
export function keepOldModules(project: TestProject, versions: Versions): void {
  for (const { pluginContainer } of Object.values(project.vite.environments)) {
    const resolve = pluginContainer.resolveId.bind(pluginContainer)
    pluginContainer.resolveId = async (...args) => {
      const [id, importer, options] = args
      const path = importer === undefined ? '' : pathOf(importer)
      if (!isWithin(path, versions.old)) return resolve(...args)
      // A package in a folder above the repository is not above the old version.
      const fallback = posix.join(versions.new, posix.relative(versions.old, path))
      const resolved = (await resolve(...args)) ?? (await resolve(id, fallback, options))
      const counterpart = resolved && oldCounterpart(resolved.id, versions, existsSync)
      return typeof counterpart === 'string' ? Object.assign({}, resolved, { id: counterpart }) : resolved
    }
  }
}

/** @returns the same module in the old version; undefined where it has none, or none is wanted */
export function oldCounterpart(
  id: string,
  versions: Versions,
  exists: (path: string) => boolean,
): string | undefined {
  const path = pathOf(id)
  if (!isWithin(path, versions.new) || isWithin(path, versions.old)) return undefined
  if (path.includes('/node_modules/')) return undefined
  const counterpart = posix.join(versions.old, posix.relative(versions.new, path))
  return exists(counterpart) ? id.replace(path, counterpart) : undefined
}

/** A module's id without what Vite puts around a path. */
function pathOf(id: string): string {
  return id
    .replace(/[?#].*$/, '')
    .replace(/^\/@fs\/(?=[A-Za-z]:)/, '')
    .replace(/^\/@fs(?=\/)/, '')
    .replaceAll('\\', '/')
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}
