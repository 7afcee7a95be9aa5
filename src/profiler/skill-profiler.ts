import { usageError } from '../core/errors.ts'
import { formatProfile } from '../core/trace/format-profile.ts'
import { profileReport } from '../core/trace/profile-report.ts'
import type { ProfileReport } from '../core/trace/profile-report.ts'
import type { SpanAttributes } from '../core/trace/span-table.ts'
import type { MemoryProfile } from '../core/memory/memory-profile.ts'
import type { MemoryOptions } from '../core/options/memory-options.ts'
import { profileNamed } from './memory/profile-memory.ts'
import type { Span } from './open-span.ts'
import { wantsColors } from '../core/wants-colors.ts'
import { ProfilerTraces } from './profiler-traces.ts'
import { readFunction } from './read-function.ts'
import { runIn } from './run-in.ts'
import { traceDecorator } from './trace-decorator.ts'
import type { TraceDecorator } from './trace-decorator.ts'
import { traced } from './traced.ts'
import type { AnyFunction } from './traced.ts'

/**
 * Profiles a skill without a test: in production, in a script. Its outermost
 * calls of {@link span} are a trace each, and take in every span that is opened
 * within, by whatever function. It keeps figures by name and some whole traces,
 * however many there are. Times are ms of `performance.now()`.
 *
 * Within a measured iteration, or a call of another profiler, spans are
 * recorded for both.
 */
export class SkillProfiler {
  readonly name: string
  readonly #traces = new ProfilerTraces()

  /** @throws SkillperfError without a name */
  constructor(name: string) {
    if (typeof name !== 'string' || name.trim() === '') {
      throw usageError({
        place: 'new SkillProfiler',
        rule: 'takes the name of the skill',
        received: { value: name },
        fix: "Write `new SkillProfiler('research')`.",
      })
    }
    this.name = name
  }

  /**
   * Runs a function, sync or async, and records how long it took, as `span` of this module does.
   *
   * @returns what the function returns
   * @throws what the function throws; SkillperfError for something that is no function
   */
  span<T>(name: string, fn: (span: Span) => T, attributes?: SpanAttributes): T {
    readFunction('span', fn)
    return runIn(this.#traces.begin(name, attributes), fn)
  }

  /** Wraps a function: each call is a span of this name. */
  trace<F extends AnyFunction>(name: string, fn: F): F
  /** Decorates a method: `@profiler.trace('web_search')`. */
  trace(name: string): TraceDecorator
  trace(...args: [name: string, fn?: AnyFunction]): AnyFunction | TraceDecorator {
    const [name, fn] = args
    const record: typeof this.span = (of, call, attributes) => this.span(of, call, attributes)
    return args.length === 1 ? traceDecorator(record, name) : traced(record, name, fn as AnyFunction)
  }

  /**
   * As `profileMemory` of this module, under the skill's name.
   *
   * @throws what the function throws; SkillperfError for a wrong call, and where memory cannot be profiled
   */
  async memory(fn: () => unknown, options: MemoryOptions = {}): Promise<MemoryProfile> {
    return profileNamed(this.name, fn, options, 'SkillProfiler#memory')
  }

  /** What the time went into, so far. Calls that have not ended are not in it. */
  report(): ProfileReport {
    return profileReport(this.#traces.spans(), { name: this.name, clock: 'real' })
  }

  /** Prints the {@link report}. */
  print(): void {
    const { env, stdout } = process
    const color = wantsColors(env, stdout.isTTY)
    console.log(formatProfile(this.report(), { color, columns: stdout.columns }))
  }
}
