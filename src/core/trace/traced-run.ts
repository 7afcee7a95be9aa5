import { publicName } from '../redact.ts'
import type { ClockKind } from '../time/clock.ts'
import type { SpanTree } from './span-node.ts'
import type { Spans } from './spans.ts'

/** A measurement as far as files of its traces tell of it. */
export interface TracedRun {
  readonly name: string
  readonly clock: ClockKind
  readonly spans: Spans
}

/** What a tree is called beside others of its measurement: `research, iteration 12 (slowest)`. */
export function titleOf(run: TracedRun, tree: SpanTree): string {
  const { median, slowest } = run.spans
  const roles = [
    ...(tree.iteration === median?.iteration ? ['median'] : []),
    ...(tree.iteration === slowest?.iteration ? ['slowest'] : []),
  ]
  const role = roles.length === 0 ? '' : ` (${roles.join(', ')})`
  return `${publicName(run.name)}, iteration ${tree.iteration}${role}`
}
