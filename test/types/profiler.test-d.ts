import { expectTypeOf } from 'vitest'
import { SkillProfiler, currentSpan, profileMemory, span, startSpan, trace } from '../../src/profiler.ts'
import type { Allocator, MemoryProfile, ProfileReport, Span } from '../../src/profiler.ts'
import type { Perf } from '../../src/worker/perf.ts'

// What the function returns comes out.
expectTypeOf(span('a', () => 1)).toEqualTypeOf<number>()
expectTypeOf(span('a', async () => 'b')).toEqualTypeOf<Promise<string>>()
async function* pages(): AsyncGenerator<string> {
  yield 'a'
}
expectTypeOf(span('a', pages)).toEqualTypeOf<AsyncGenerator<string>>()
span('a', (s) => expectTypeOf(s).toEqualTypeOf<Span>(), { url: 'https://a.example', n: 1, ok: true })
expectTypeOf(startSpan('a')).toEqualTypeOf<Span>()
expectTypeOf(currentSpan()).toEqualTypeOf<Span>()
// @ts-expect-error -- a list is no attribute
span('a', () => 1, { list: [1] })
// @ts-expect-error -- a function comes second
span('a', 1)
// @ts-expect-error -- a name comes first
span(() => 1)

// A traced function has the type of the function.
const search = async (query: string, limit?: number): Promise<string[]> => [query, String(limit)]
expectTypeOf(trace('a', search)).toEqualTypeOf<typeof search>()
const first = <T>(items: readonly T[]): T | undefined => items[0]
expectTypeOf(trace('a', first)([1, 2])).toEqualTypeOf<number | undefined>()
function own(this: { n: number }, by: number): number {
  return this.n + by
}
const counter = { n: 1, add: trace('add', own) }
expectTypeOf(counter.add(1)).toEqualTypeOf<number>()
// @ts-expect-error -- no such argument
void trace('a', search)(1)
// @ts-expect-error -- no function
trace('a', 1)

class Skill {
  @trace('search')
  search(query: string): Promise<string[]> {
    return search(query)
  }

  @trace('parse')
  parse = (text: string): number => text.length

  @trace('all')
  static async *all(): AsyncGenerator<number> {
    yield 1
  }
}
expectTypeOf<Skill['search']>().toEqualTypeOf<(query: string) => Promise<string[]>>()
expectTypeOf(new Skill().parse('a')).toEqualTypeOf<number>()

// @ts-expect-error -- of methods and fields only
@trace('class')
export class Whole {
  n = 1
}

const profiler = new SkillProfiler('research')
expectTypeOf(profiler.span('a', async () => 1)).toEqualTypeOf<Promise<number>>()
expectTypeOf(profiler.trace('a', search)).toEqualTypeOf<typeof search>()
expectTypeOf(profiler.report()).toEqualTypeOf<ProfileReport>()
expectTypeOf(profiler.print()).toEqualTypeOf<void>()
export class Profiled {
  @profiler.trace('run')
  run(): number {
    return 1
  }
}

// `perf` has the same functions.
declare const perf: Perf
expectTypeOf(perf.span).toEqualTypeOf<typeof span>()
expectTypeOf(perf.startSpan).toEqualTypeOf<typeof startSpan>()
expectTypeOf(perf.trace).toEqualTypeOf<typeof trace>()

// Memory: any function, and the same in a test.
expectTypeOf(profileMemory(() => 1)).toEqualTypeOf<Promise<MemoryProfile>>()
expectTypeOf(new SkillProfiler('a').memory(async () => 'b', { calls: 2, warmup: 1 })).toEqualTypeOf<
  Promise<MemoryProfile>
>()
expectTypeOf<ReturnType<Perf['memory']>>().toEqualTypeOf<Promise<MemoryProfile>>()
expectTypeOf<ReturnType<MemoryProfile['top']>>().toEqualTypeOf<readonly Allocator[]>()
// @ts-expect-error -- no such method
void profileMemory(() => 1, { method: 'precise' })
// @ts-expect-error -- a function, not its result
void profileMemory(Promise.resolve(1))
