import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { shapeOf } from '../../helpers/in-trace.ts'
import { SkillProfiler, currentSpan, span, startSpan } from '../../../src/profiler.ts'
import { hub } from '../../../src/profiler/hub.ts'
import type { Measurement } from '../../../src/core/measurement.ts'
import { measure } from '../../../src/worker/measure.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { placeOf, testRun } from '../../helpers/test-run.ts'

installClockShims()

const mark = (name: string): void => span(name, () => {})
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The same on each clock. */
const CLOCKS = ['real', 'virtual'] as const

function measured(
  clock: (typeof CLOCKS)[number],
  fn: () => unknown,
  options: object = {},
): Promise<Measurement> {
  const plan = { clock, iterations: 3, warmup: 2, ...options }
  return measure(testRun(), ['skill', plan, fn], placeOf())
}

/** The trees of all iterations, as text. */
const shapes = (run: Measurement): string[] => run.spans.trees.map(({ root }) => shapeOf(root))

const countsOf = (
  operations: readonly { readonly name: string; readonly count: number }[],
): Record<string, number> => Object.fromEntries(operations.map(({ name, count }) => [name, count]))

test.for(CLOCKS)('scopes that nobody has ended stay in their iteration (%s)', async (clock) => {
  const run = await measured(clock, () => {
    startSpan('open')
    mark('in it')
  })
  expect(shapes(run)).toEqual(Array.from({ length: 3 }, () => 'skill(open…(in it))'))
  expect(run.spans.notes).toEqual([
    'Spans that never ended: 3, cut where the iteration ended: await what they cover, or end them.',
  ])
})

test.for(CLOCKS)('what goes on when its iteration has ended is left out (%s)', async (clock) => {
  const running: Promise<void>[] = []
  const run = await measured(
    clock,
    async () => {
      await span('a', () => sleep(1))
      running.push(
        (async () => {
          await turn()
          mark('late')
          using _ = startSpan('late')
          currentSpan().setAttribute('too', 'late')
          await span('late', turn)
        })(),
      )
    },
    { warmup: 0, afterEach: () => Promise.all(running) },
  )
  expect(shapes(run)).toEqual(['skill(a)', 'skill(a)', 'skill(a)'])
  expect(run.spans.notes).toEqual(['Spans that began after the iteration had ended: 9, left out.'])
})

test('after the measurement a span is nothing but a call', async () => {
  let open: ReturnType<typeof startSpan> | undefined
  const run = await measured('real', () => {
    open = startSpan('open')
  })
  expect(hub.listening).toBe(0)
  open?.setAttribute('a', 1)
  open?.end()
  open?.end()
  expect(span('late', () => 1)).toBe(1)
  expect(countsOf(run.spans.operations)).toEqual({ skill: 3, open: 3 })
})

test('several at once are told apart', async () => {
  const run = await measured(
    'virtual',
    async () => {
      using _ = startSpan('outer')
      await Promise.all([span('a', () => sleep(3)), span('b', () => sleep(2))])
    },
    { concurrency: 3, iterations: 9 },
  )
  expect(new Set(shapes(run))).toEqual(new Set(['skill(outer(a b))']))
  expect(run.spans.notes).toEqual([])
})

test('a name that nobody can read fails its iteration, with the place', async () => {
  const run = await measured('real', () => mark('a\nb'))
  expect(run.errors).toBe(3)
  expect(String(run.firstErrors[0]?.error)).toBe(
    String.raw`SkillperfError: span: its name must be a text of one line without control characters, received "a\nb". Name it after what it does, such as "a b".`,
  )
})

test.for(CLOCKS)('a profiler within a measured iteration: both have all spans (%s)', async (clock) => {
  const profiler = new SkillProfiler('skill')
  const run = await measured(
    clock,
    async () => {
      mark('before')
      await profiler.span('work', async () => {
        await span('inner', () => sleep(5))
      })
    },
    { warmup: 0 },
  )
  expect(shapes(run)).toEqual(Array.from({ length: 3 }, () => 'skill(before work(inner))'))
  const { iterations, operations } = profiler.report()
  expect(iterations).toBe(3)
  expect(countsOf(operations)).toEqual({ inner: 3, work: 3 })
  if (clock === 'virtual') expect(operations.find(({ name }) => name === 'inner')?.totalMs).toBe(15)
})

test('a profiler around a measurement has its own calls within it', async () => {
  const profiler = new SkillProfiler('skill')
  const run = await profiler.span('all', () =>
    measured('real', () => profiler.span('work', () => mark('inner')), { warmup: 0 }),
  )
  expect(shapes(run)).toEqual(Array.from({ length: 3 }, () => 'skill(work(inner))'))
  expect(countsOf(profiler.report().operations)).toEqual({ all: 1, inner: 3, work: 3 })
})

test('a returned generator is read in its span', async () => {
  const run = await measured('virtual', () =>
    span('stream', async function* () {
      await sleep(10)
      yield 1
      await span('next', () => sleep(5))
      yield 2
    }),
  )
  expect(shapes(run)).toEqual(Array.from({ length: 3 }, () => 'skill(stream(next))'))
  expect(run.spans.median?.root.children[0]).toMatchObject({
    durationMs: 15,
    attributes: { items: 2, firstItemMs: 10 },
  })
})

test('the measurement may have any name, as a test may', async () => {
  const run = await measure(testRun(), ['a\nb', { iterations: 1, warmup: 0 }, () => mark('c')], placeOf())
  expect(shapes(run)).toEqual([String.raw`a\u000ab(c)`])
})
