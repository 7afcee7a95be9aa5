import type { InspectorSession } from '../../profiler/v8/inspector.ts'
import { switchFeatures, switchableFeatures } from '../../profiler/v8/v8-features.ts'
import { OBJECTS, releaseObjects } from './heap-objects.ts'
import type { RemoteObject } from './heap-objects.ts'

const INLINING = ['turbo-inlining', 'maglev-inlining']
/** A function of V8's own that nobody calls meanwhile. */
const BUILT_IN = 'Math.acosh'

/**
 * Keeps V8 from inlining functions, and makes it forget where it has done so: a function that is inlined has
 * no frame, and what it allocates is charged to its caller.
 *
 * @returns lets V8 inline again
 */
export function stopInlining(session: InspectorSession): () => void {
  const inlining = switchableFeatures(INLINING)
  switchFeatures(inlining, false)
  try {
    deoptimizeAll(session)
  } catch {
    // A debugger that keeps this to itself.
  }
  return () => switchFeatures(inlining, true)
}

/** Before the first breakpoint on a function of its own, V8 drops all that it has optimised: it may be inlined anywhere. */
function deoptimizeAll(session: InspectorSession): void {
  session.call('Debugger.enable')
  try {
    const { result } = session.call('Runtime.evaluate', { expression: BUILT_IN, objectGroup: OBJECTS }) as {
      readonly result: RemoteObject
    }
    const { breakpointId } = session.call('Debugger.setBreakpointOnFunctionCall', {
      objectId: result.objectId,
      condition: 'false',
    }) as { readonly breakpointId: string }
    session.call('Debugger.removeBreakpoint', { breakpointId })
  } finally {
    session.call('Debugger.disable')
    releaseObjects(session)
  }
}
