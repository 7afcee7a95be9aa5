import { NO_PARENT } from './span-table.ts'
import type { Trace } from './span-table.ts'

/** @returns the children of each span, in order of their starts */
export function childrenOf(trace: Trace): readonly (readonly number[] | undefined)[] {
  const children: (number[] | undefined)[] = Array.from({ length: trace.length })
  for (let span = 0; span < trace.length; span++) {
    const parent = trace.parent(span)
    if (parent === NO_PARENT) continue
    const siblings = (children[parent] ??= [])
    siblings.push(span)
  }
  // They were recorded as they began, but for those whose times were told afterwards.
  for (const siblings of children) siblings?.sort((a, b) => trace.startMs(a) - trace.startMs(b) || a - b)
  return children
}
