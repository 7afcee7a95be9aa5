import type { ScriptPlace } from '../../core/memory/heap-graph.ts'
import type { InspectorSession } from '../../profiler/v8/inspector.ts'
import { OBJECTS, propertiesOf, releaseObjects } from './heap-objects.ts'
import type { RemoteObject } from './heap-objects.ts'
import { holdForInspector } from './hold-for-inspector.ts'

interface FunctionLocation {
  readonly scriptId: string
  readonly lineNumber: number
  readonly columnNumber?: number
}

/** Where a function begins, as V8 runs it; undefined where V8 does not tell: of bound and native ones. */
export function functionPlace(
  session: InspectorSession,
  fn: (...args: never[]) => unknown,
): ScriptPlace | undefined {
  try {
    const { result } = holdForInspector([fn], (held) =>
      session.call('Runtime.evaluate', { expression: `${held}[0]`, objectGroup: OBJECTS }),
    ) as { readonly result: RemoteObject }
    const { internal } = propertiesOf(session, result)
    const location = internal.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value as
      | FunctionLocation
      | undefined
    if (location === undefined) return undefined
    const { scriptId, lineNumber, columnNumber = 0 } = location
    return { scriptId, line: lineNumber, column: columnNumber }
  } catch {
    return undefined
  } finally {
    releaseObjects(session)
  }
}
