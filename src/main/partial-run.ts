import type { Vitest } from 'vitest/node'

/** @returns whether a run is of some of the tests: by file, name, tag, project, shard, change, or in watch mode */
export function isPartialRun(vitest: Vitest): boolean {
  const { config } = vitest
  const filters = [
    config.testNamePattern,
    config.shard,
    config.changed,
    config.related,
    Reflect.get(config, 'tagsFilter'),
    // Filters of the command line: files, and projects.
    Reflect.get(vitest, 'filenamePattern'),
    config.project,
    Reflect.get(config, 'lastFailed'),
  ]
  return (
    config.watch ||
    filters.some((filter) =>
      Array.isArray(filter) ? filter.length > 0 : filter !== undefined && filter !== false,
    )
  )
}
