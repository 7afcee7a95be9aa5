import { reporterClass } from '../reporters/reporter-class.ts'
import { SkillperfReporter } from '../reporters/skillperf.ts'
import type { SkillperfOptions } from './core/options/skillperf-options.ts'
import { createPlugin, refuseUncalled } from './main/plugin.ts'
import type { SkillperfPlugin } from './main/plugin.ts'

/**
 * The plugin: options for every test, and the reporter beside your own.
 *
 * @throws SkillperfError for an unknown option or a value out of its range
 * @example
 * export default defineConfig({ plugins: [skillperf({ sla: { p95: 2000 } })] })
 */
export function skillperf(options?: SkillperfOptions): SkillperfPlugin {
  return createPlugin(options, () => new SkillperfReporter(undefined, 'plugin'))
}

// Not in the types: only Vitest looks for it, on everything in `plugins`.
Object.defineProperty(skillperf, 'configureVitest', { value: refuseUncalled })

export default reporterClass
export { perfProject } from './main/perf-project.ts'
export type { SkillperfReporter } from '../reporters/skillperf.ts'
export type { BenchFileReport, BenchGroup, BenchRecord } from './core/bench-record.ts'
export type { DurationView } from './core/duration-view.ts'
export type { Amount } from './core/calls/amount.ts'
export type { CallCount } from './core/calls/call-count.ts'
export type { IterationError } from './core/iteration.ts'
export type { ArrivalKind, Load } from './core/load.ts'
export type { Measurement } from './core/measurement.ts'
export type { Allocator, LiveKind } from './core/memory/allocator.ts'
export type { MemoryPlace } from './core/memory/culprit.ts'
export type { MemoryFigures, MemoryMethod } from './core/memory/memory-figures.ts'
export type { MemoryProfile } from './core/memory/memory-profile.ts'
export type { MemoryOrder, MemoryPrint } from './core/memory/memory-print.ts'
export type { MemoryOptions } from './core/options/memory-options.ts'
export type { AllocatedBytes, GarbageCollections } from './core/memory/memory-use.ts'
export type { ByteSize } from './core/byte-size.ts'
export type { AllocationOptions, PeakOptions } from './core/options/allocation-options.ts'
export type { ForeignHandler, ForeignServer } from './core/adoption.ts'
export type { NetworkCall, NetworkHandler } from './core/network.ts'
export type { IterationContext, MeasuredFunction, MeasureOptions } from './core/options/measure-options.ts'
export type { ArrivalOptions, LoadOptions, StageOptions } from './core/options/load-options.ts'
export type { SkillperfError } from './core/errors.ts'
export type { Isolate } from './core/options/isolate.ts'
export type { TestMeta, TestTimeOptions } from './core/options/test-time.ts'
export type { VirtualOptions, VirtualTimeOptions } from './core/options/virtual-options.ts'
export type { InconclusivePolicy, SkillperfOptions } from './core/options/skillperf-options.ts'
export type { Environment, FileReport, Report, Summary, TestEntry } from './core/report.ts'
export type { Sla, SlaOption } from './core/sla.ts'
export type { Duration, Rate, Share } from './core/units.ts'
export type { MeasurementRecord, TestReport, TryRecord } from './core/wire.ts'
export type { ClockKind } from './core/time/clock.ts'
export type { Random } from './core/time/random.ts'
export type { PerfProject, PerfProjectOptions } from './main/perf-project.ts'
export type { SkillperfPlugin } from './main/plugin.ts'
export type { Measure } from './worker/measure.ts'
export type { NetworkOptions, PerfNetwork } from './worker/network.ts'
export type { Perf } from './worker/perf.ts'
export type { PerfClock } from './worker/perf-clock.ts'
export type { RunOnVirtualClock, VirtualResult } from './worker/run-on-virtual-clock.ts'
export type { VirtualStats } from './worker/virtual/virtual-clock.ts'
export type { OnUnhandledRequest } from './worker/unhandled-request.ts'
export type { CacheUse, RepeatedCall, Seen, SeenLlm, TokenUse } from './core/calls/seen.ts'
export type { CallSlo } from './core/calls/slo.ts'
export type { ModelPrice, Money, Prices } from './core/calls/cost.ts'
export type { TokenTotals } from './core/calls/token-totals.ts'
export type {
  AmountRecord,
  CacheRecord,
  CallRecord,
  LlmRecord,
  ModelRecord,
  SeenRecord,
  SeriesRecord,
} from './core/seen-record.ts'
export type { OperationRecord, SpansRecord, WaterfallRecord, WaterfallRowRecord } from './core/span-record.ts'
export type { Operation } from './core/trace/operation.ts'
export type { SpanOverlap } from './core/trace/overlap-tally.ts'
export type { ProfileOperation, ProfileReport } from './core/trace/profile-report.ts'
export type { SpanNode, SpanTree } from './core/trace/span-node.ts'
export type { Spans } from './core/trace/spans.ts'
export type { Waterfall, WaterfallRow } from './core/trace/waterfall.ts'
// `perf` on the context and the matchers: types only, for projects whose config names the plugin.
export type {} from '../matchers/types.ts'
export type {} from './worker/vitest-types.ts'
