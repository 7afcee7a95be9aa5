// Bundles what test processes load for each test file anew: there, every file costs more than what is in it.
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const ENTRIES = { install: 'src/install.ts', setup: 'src/setup.ts', test: 'src/test.ts' }

/** Writes the entries, the chunk that they share, and the one that the first measurement loads. */
export async function bundleWorker() {
  const bundle = await rolldown({
    input: ENTRIES,
    external: /^[^./]/,
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
  })
  await bundle.write({
    dir: 'dist/src/bundled',
    format: 'esm',
    sourcemap: true,
    comments: false,
    chunkFileNames: '[name].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ debugName: 'chunks', name: chunkOf }],
    },
  })
  await bundle.close()
}

const [INSTALL, ...ACTING] = Object.values(ENTRIES).map((entry) =>
  fileURLToPath(new URL(`../${entry}`, import.meta.url)),
)

/** These entries act when they are loaded: whoever loads the shared chunk must not load them. */
function chunkOf(id, graph) {
  if (ACTING.includes(id)) return null
  return isLoadedAtOnce(id, graph) ? 'worker' : 'measuring'
}

/** Whether static imports lead from an entry to the module. */
function isLoadedAtOnce(id, graph, seen = new Set()) {
  if (id === INSTALL || ACTING.includes(id)) return true
  if (seen.has(id)) return false
  seen.add(id)
  return (graph.getModuleInfo(id)?.importers ?? []).some((by) => isLoadedAtOnce(by, graph, seen))
}
