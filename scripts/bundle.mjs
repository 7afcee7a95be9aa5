// Bundles what every run loads: there, a file costs more than what is in it.
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const MATCHERS = source('matchers/index.ts')
const DUET = source('src/duet.ts')
const OUTSIDE = source('src/worker/spans/outside-measurements.ts')
const MEASURING = source('src/worker/measuring.ts')
/** They act when they are loaded: nothing else may lie in a chunk with them. */
const ACTING = [source('src/setup.ts'), source('src/test.ts')]
/** What test processes take of the profiler. */
const LISTENER = source('src/profiler/listener.ts')
/** It is loaded with the first profile of memory, in production and in tests. */
const MEMORY_PROFILER = 'src/profiler/memory/memory-profiler.ts'
/** It waits for Vitest at its top level: nothing that is loaded without an `await` may lie in a chunk with it. */
const WAITING = source('src/worker/vitest.ts')

/** Writes what Vitest's main process loads, what its test processes do, and what production code does. */
export async function bundleAll() {
  await bundleProfiler()
  await bundleAlone('memory-profiler', MEMORY_PROFILER)
  await bundleAlone('otel')
  await bundleAlone('index')
  await bundleWorker()
}

/**
 * Writes the entries and three chunks: `hooks` and `worker` for every test file,
 * `measuring` for those that measure. The setup file that the reporter and the
 * plugin bring takes `install` from `hooks`.
 */
async function bundleWorker() {
  const [setup, test] = ACTING
  const bundle = await rolldown({
    input: { setup, test, matchers: MATCHERS, duet: DUET, 'outside-measurements': OUTSIDE },
    external: /^[^./]/,
    platform: 'node',
    plugins: [
      { name: 'profiler', resolveId: (id, importer) => besideIt(id, importer, '/profiler/listener.ts') },
      { name: 'memory-profiler', resolveId: (id, importer) => besideIt(id, importer, '/memory-profiler.ts') },
    ],
    preserveEntrySignatures: 'allow-extension',
  })
  await bundle.write({
    dir: 'dist/src/bundled',
    format: 'esm',
    sourcemap: true,
    comments: false,
    // Compiling it is most of what it costs. Names of functions and classes stay, for stacks and errors.
    minify: {
      compress: { keepNames: { function: true, class: true } },
      mangle: { toplevel: true, keepNames: { function: true, class: true } },
    },
    minifyInternalExports: false,
    chunkFileNames: '[name].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ debugName: 'chunks', name: chunkOf }],
    },
  })
  await bundle.close()
}

/** The profiler goes to production: what is in it must not lie in a chunk with anything of the tests. */
async function bundleProfiler() {
  const bundle = await rolldown({
    input: { profiler: source('src/profiler.ts'), listener: LISTENER },
    external: /^[^./]/,
    platform: 'node',
    plugins: [
      { name: 'memory-profiler', resolveId: (id, importer) => besideIt(id, importer, '/memory-profiler.ts') },
    ],
  })
  await bundle.write({
    dir: 'dist/src/bundled',
    format: 'esm',
    sourcemap: true,
    comments: false,
    chunkFileNames: 'spans.js',
  })
  await bundle.close()
}

/**
 * One file of everything that an entry takes. By itself, so that what it shares with the profiler does not cut that
 * into more files: `otel` and the profiler find each other on `process`.
 */
async function bundleAlone(entry, path = `src/${entry}.ts`) {
  const bundle = await rolldown({
    input: { [entry]: source(path) },
    external: /^[^./]/,
    platform: 'node',
  })
  await bundle.write({ dir: 'dist/src/bundled', format: 'esm', sourcemap: true, comments: false })
  await bundle.close()
}

/** What has a bundle of its own is taken from there: there is one of it. */
function besideIt(id, importer, end) {
  if (importer === undefined || !id.endsWith(end)) return null
  return { id: `./${id.slice(id.lastIndexOf('/') + 1, -'.ts'.length)}.js`, external: true }
}

function chunkOf(id, graph) {
  if (ACTING.includes(id)) return null
  const isUsedBy = (goals) => reaches(id, goals, (module) => module.importers, graph)
  // In the entry itself: only the test files of a duet load it.
  if (isUsedBy([DUET]) && !isUsedBy([...ACTING, MATCHERS, OUTSIDE, MEASURING])) return null
  if (!isUsedBy(ACTING)) return 'measuring'
  return reaches(id, [WAITING], (module) => module.importedIds, graph) ? 'hooks' : 'worker'
}

/** Whether static imports lead from a module to one of the goals, in the direction of `next`. */
function reaches(id, goals, next, graph, seen = new Set()) {
  if (goals.includes(id)) return true
  if (seen.has(id)) return false
  seen.add(id)
  const module = graph.getModuleInfo(id)
  return module !== null && next(module).some((other) => reaches(other, goals, next, graph, seen))
}

function source(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}
