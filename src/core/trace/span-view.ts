import { DurationView } from '../duration-view.ts'
import { usageError } from '../errors.ts'
import type { Timing } from '../timing.ts'
import type { Spans } from './spans.ts'

/**
 * A view of the spans of one name.
 *
 * @throws SkillperfError for a name that nobody has announced, and no span had
 */
export function spanView(of: Timing, spans: Spans, name: string): DurationView {
  const operation = spans.operations.find((other) => other.name === name)
  if (operation === undefined && !spans.known.includes(name)) {
    throw usageError({
      place: 'run.span',
      rule: 'takes the name of a span or a mock',
      received: { value: name },
      fix:
        spans.known.length === 0
          ? 'No span was seen: open some, with span(name, fn) of skillperf/profiler.'
          : `Known are ${spans.known.map((known) => JSON.stringify(known)).join(', ')}.`,
    })
  }
  const kind = {
    label: `span ${name}`,
    path: `run.span(${JSON.stringify(name)})`,
    noun: `span "${name}"`,
    plural: `spans "${name}"`,
    missing: `No span "${name}" was seen in any iteration.`,
  }
  return new DurationView(of, kind, operation?.samplesNs ?? new Float64Array())
}
