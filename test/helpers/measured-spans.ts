import type { Measurement } from '../../src/core/measurement.ts'
import type { MeasuredFunction, MeasureOptions } from '../../src/core/options/measure-options.ts'
import type { SpanNode } from '../../src/core/trace/span-node.ts'
import { measure } from '../../src/worker/measure.ts'
import type { TestRun } from '../../src/worker/test-run.ts'
import { placeOf, testRun } from './test-run.ts'

/** Measures a function once, warm-up left out, unless the options say otherwise. */
export function measureSpans(
  fn: MeasuredFunction,
  options: MeasureOptions = {},
  run: TestRun = testRun(),
): Promise<Measurement> {
  return measure(run, ['skill', { iterations: 1, warmup: 0, ...options }, fn], placeOf())
}

/** The spans of one iteration, a line each, indented by depth: `fs.readFile a.txt`. */
export function spanLines(run: Measurement, describe: (span: SpanNode) => string = nameOf): string[] {
  const [tree] = run.spans.trees
  return tree === undefined ? [] : tree.root.children.flatMap((child) => linesOf(child, describe, 0))
}

function linesOf(span: SpanNode, describe: (span: SpanNode) => string, depth: number): string[] {
  return [
    `${'  '.repeat(depth)}${describe(span)}`,
    ...span.children.flatMap((child) => linesOf(child, describe, depth + 1)),
  ]
}

function nameOf(span: SpanNode): string {
  return span.name
}
