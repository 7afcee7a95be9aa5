import type { InspectorSession } from '../v8/inspector.ts'

/**
 * Has V8 throw away what it has optimised in this thread: there, functions are
 * inlined, and what they allocate is charged to the one around. It does so
 * before it begins to count calls exactly, and nobody needs the counts.
 *
 * To be left where somebody does need them: they would end for all.
 */
export function deoptimize(session: InspectorSession): void {
  session.call('Profiler.enable')
  try {
    session.call('Profiler.startPreciseCoverage', { callCount: false, detailed: false })
    session.call('Profiler.stopPreciseCoverage')
  } finally {
    session.call('Profiler.disable')
  }
}
