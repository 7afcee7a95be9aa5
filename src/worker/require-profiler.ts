import { createRequire } from 'node:module'
import type * as Profiler from '../profiler.ts'

/** Beside the bundle, or beside the sources where tests of ours run them. */
const PATH = import.meta.url.endsWith('.ts') ? '../profiler.ts' : './profiler.js'

let profiler: typeof Profiler | undefined

/** Loads the profiler, once, and only when it is asked for: most tests open no spans. */
export function requireProfiler(): typeof Profiler {
  return (profiler ??= createRequire(import.meta.url)(PATH) as typeof Profiler)
}
