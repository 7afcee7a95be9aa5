import type { ScriptPlace } from '../../core/memory/heap-graph.ts'
import type { InspectorSession } from '../../profiler/v8/inspector.ts'

const OBJECTS = 'skillperf function'
/** Where the inspector finds the function for a moment. */
const KEY = 'skillperf.function'

/** Where a function begins, as V8 runs it; undefined where V8 does not tell: of bound and native ones. */
export function functionPlace(
  session: InspectorSession,
  fn: (...args: never[]) => unknown,
): ScriptPlace | undefined {
  const global = globalThis as Record<symbol, unknown>
  global[Symbol.for(KEY)] = fn
  try {
    const { result } = session.call('Runtime.evaluate', {
      expression: `globalThis[Symbol.for(${JSON.stringify(KEY)})]`,
      objectGroup: OBJECTS,
    }) as { readonly result: { readonly objectId?: string } }
    const { internalProperties = [] } = session.call('Runtime.getProperties', {
      objectId: result.objectId,
      ownProperties: true,
    }) as { readonly internalProperties?: readonly InternalProperty[] }
    const { value } = internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value ?? {}
    if (value === undefined) return undefined
    return { scriptId: value.scriptId, line: value.lineNumber, column: value.columnNumber ?? 0 }
  } catch {
    return undefined
  } finally {
    delete global[Symbol.for(KEY)]
    session.call('Runtime.releaseObjectGroup', { objectGroup: OBJECTS })
  }
}

interface InternalProperty {
  readonly name: string
  readonly value?: {
    readonly value?: {
      readonly scriptId: string
      readonly lineNumber: number
      readonly columnNumber?: number
    }
  }
}
