import { fileURLToPath } from 'node:url'

/** What we need of Vitest's worker: the modules that it has run. Undefined where there is no such worker. */
interface VitestWorker {
  readonly evaluatedModules?: {
    readonly fileToModulesMap?: ReadonlyMap<string, Iterable<EvaluatedModule>>
  }
}

interface EvaluatedModule {
  readonly meta?: { readonly sourceMap?: unknown }
}

/**
 * The source map of a module that Vitest 5 has run: it keeps the map beside the
 * code, where V8 does not know of it. Vitest 4 leaves it in the code.
 *
 * @param url of the script: a path, or a `file:` URL
 * @returns its JSON; undefined where there is none
 */
export function runnerSourceMap(url: string): string | undefined {
  const { __vitest_worker__: worker } = globalThis as { readonly __vitest_worker__?: VitestWorker }
  const path = (url.startsWith('file:') ? fileURLToPath(url) : url).replaceAll('\\', '/')
  for (const { meta } of worker?.evaluatedModules?.fileToModulesMap?.get(path) ?? []) {
    if (typeof meta?.sourceMap === 'string') return meta.sourceMap
  }
  return undefined
}
