import { DurationView } from '../duration-view.ts'
import { publicName } from '../redact.ts'
import { spanLabel } from '../span-label.ts'
import type { Timing } from '../timing.ts'
import { findOperation } from './known-span.ts'
import type { Spans } from './spans.ts'

/**
 * A view of the spans of one name, those that failed included: how many did is
 * its `errors`.
 *
 * @throws SkillperfError for a name that nobody has announced, and no span had
 */
export function spanView(of: Timing, spans: Spans, wanted: string): DurationView {
  const { name, operation } = findOperation(spans, wanted, 'run.span')
  const shown = publicName(name)
  const kind = {
    label: spanLabel(name),
    path: `run.span(${JSON.stringify(shown)})`,
    noun: `span "${shown}"`,
    plural: `spans "${shown}"`,
    missing: 'It is known as a mock or a wrapped function, or from the warm-up: see why it was never called.',
    advice: `look at what runs within ${shown}: perf.print() shows each span of the median and the slowest iteration.`,
  }
  const count = operation?.count ?? 0
  return new DurationView(of, kind, operation?.samplesNs ?? new Float64Array(), {
    count,
    errors: operation?.errors ?? 0,
  })
}
