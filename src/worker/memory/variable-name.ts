import type { InspectorSession } from '../../profiler/v8/inspector.ts'
import type { RemoteObject, RemoteProperty } from './heap-objects.ts'
import { askAbout, heapId, propertiesOf } from './heap-objects.ts'

/** What a variable holds, by a snapshot. */
export interface HeldValue {
  readonly id: number
  /** The beginning of a string, as far as the snapshot has it; undefined for all else. */
  readonly text: string | undefined
}

/**
 * The name of the variable that holds a value, among those that a function sees.
 *
 * @param functionId in the same snapshot
 * @returns undefined where V8 does not tell
 */
export function variableName(
  session: InspectorSession,
  functionId: number,
  { id, text }: HeldValue,
): string | undefined {
  return askAbout(session, functionId, (fn) => {
    for (const scope of scopesOf(session, fn)) {
      const variables = propertiesOf(session, scope).own
      const holder =
        text === undefined
          ? variables.find(({ value }) => value !== undefined && heapId(session, value) === id)
          : longestFrom(variables, text)
      if (holder !== undefined) return holder.name
    }
    return undefined
  })
}

/** From the innermost one out, without the global one. */
function scopesOf(session: InspectorSession, fn: RemoteObject): readonly RemoteObject[] {
  const scopes = propertiesOf(session, fn).internal.find(({ name }) => name === '[[Scopes]]')?.value
  if (scopes === undefined) return []
  return propertiesOf(session, scopes).own.flatMap(({ name, value }) =>
    /^\d+$/.test(name) && value !== undefined && value.description !== 'Global' ? [value] : [],
  )
}

/** Strings have no id that the inspector tells. */
function longestFrom(variables: readonly RemoteProperty[], text: string): RemoteProperty | undefined {
  const lengthOf = ({ value }: RemoteProperty): number =>
    typeof value?.value === 'string' && value.value.startsWith(text) ? value.value.length : -1
  return variables.filter((each) => lengthOf(each) >= 0).toSorted((a, b) => lengthOf(b) - lengthOf(a))[0]
}
