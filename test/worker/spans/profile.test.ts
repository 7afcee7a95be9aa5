import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { hub } from '../../../src/profiler/hub.ts'
import { span, trace } from '../../../src/profiler.ts'
import { tool } from '../../../src/mocks.ts'
import type { ProfileReport } from '../../../src/core/trace/profile-report.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { inTest } from '../../helpers/in-test.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

installClockShims()
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const names = (report: ProfileReport): readonly string[] =>
  report.slowest?.rows.map(({ name, depth }) => '  '.repeat(depth) + name) ?? []

const OPTIONS = { clock: 'virtual', iterations: 20, warmup: 0 } as const
/** Searches for 20 ms, then asks for 30. */
async function research(): Promise<void> {
  await span('web_search', () => sleep(20))
  await span('ask', () => span('llm', () => sleep(30)))
}

describe('perf.report', () => {
  test('tells of the last measurement, or of a named one', async () => {
    await inTest(async (perf) => {
      await perf.measure('first', OPTIONS, research)
      await perf.measure('second', OPTIONS, () => span('parse', () => sleep(1)))
      expect(names(perf.report())).toStrictEqual(['second', '  parse'])
      const first = perf.report('first')
      expect(names(first)).toStrictEqual(['first', '  web_search', '  ask', '    llm'])
      expect(first).toMatchObject({ name: 'first', clock: 'virtual', iterations: 20, spans: 80 })
      expect(first.bottleneck).toMatchObject({ name: 'llm', criticalShare: 0.6, selfMs: 600, count: 20 })
      expect(thrownBy(() => perf.report('firs')).message).toBe(
        'perf.report: no measurement of this name was registered or seen, received "firs". Did you mean "first"? Known: "first", "second".',
      )
    })
  })

  test('does not take an iteration for a call of a span that has its name', async () => {
    await inTest(async (perf) => {
      const named = trace('research', research)
      const run = await perf.measure('research', OPTIONS, async () => {
        await named()
        await sleep(10)
      })
      expect(run.span('research')).toMatchObject({ n: 20, max: 50 })
      const { operations, spans } = perf.report()
      expect(spans).toBe(100)
      expect(operations.find(({ name }) => name === 'research')).toMatchObject({
        count: 20,
        callsPerIteration: 1,
        totalMs: 1_000,
        maxMs: 50,
        atOnce: 1,
        // The time that no span tells of is counted to the name of the measurement.
        selfMs: 200,
        criticalShare: 1 / 6,
      })
    })
  })

  test('a span of the warm-up that has its name does not count', async () => {
    await inTest(async (perf) => {
      const run = await perf.measure('research', { ...OPTIONS, warmup: 1 }, ({ iteration }) =>
        iteration < 0 ? span('research', research) : research(),
      )
      expect(run.span('research')).toMatchObject({ n: 20, max: 50 })
    })
  })

  test('tells of loose spans where nothing was measured', async () => {
    await inTest(async (perf) => {
      await perf.span('outer', async () => {
        await span('inner', () => Promise.resolve())
      })
      const report = perf.report()
      expect(report).toMatchObject({ name: 'a test', clock: 'real', iterations: 1, spans: 3 })
      expect(names(report)).toStrictEqual(['a test', '  outer', '    inner'])
    })
  })

  test('loose spans of virtual time have exact times, and mocked calls are among them', async () => {
    await inTest(async (perf) => {
      perf.network([tool.get('https://api.example/', { name: 'web_search', latency: 40, json: {} })])
      perf.span('real', () => {})
      await perf.virtual(async () => {
        await research()
        await fetch('https://api.example/')
      })
      const report = perf.report()
      expect(names(report)).toStrictEqual(['a test', '  web_search', '  ask', '    llm', '  web_search'])
      expect(report).toMatchObject({ clock: 'virtual', slowest: { durationMs: 90 } })
    })
  })

  test('a span that is still open is shown up to now', async () => {
    await inTest(async (perf) => {
      const open = perf.startSpan('open')
      expect(perf.report().slowest?.rows[1]).toMatchObject({ name: 'open', unfinished: true })
      open.end()
      expect(perf.report().slowest?.rows[1]).toMatchObject({ name: 'open', unfinished: false })
    })
  })

  test('a span around a measurement is none of its own', async () => {
    await inTest(async (perf) => {
      const run = await perf.span('around', () => perf.measure('research', OPTIONS, research))
      expect(run.spans.operations.map(({ name }) => name)).not.toContain('around')
    })
  })

  test('without either it says what to do', async () => {
    await inTest(async (perf) => {
      expect(thrownBy(() => perf.report()).message).toBe(
        'perf.report: nothing was recorded yet. Await perf.measure(…) before, or open spans with perf.span(name, fn).',
      )
      expect(thrownBy(() => perf.report('research')).message).toBe(
        'perf.report: no measurement of this name was registered or seen, received "research". Known: none.',
      )
    })
  })

  test('nobody listens any more when the test has ended', async () => {
    const before = hub.listening
    await inTest(async (perf, run) => {
      perf.span('one', () => {})
      expect(hub.listening).toBe(before + 1)
      run.end()
      expect(hub.listening).toBe(before)
      perf.span('late', () => {})
      expect(hub.listening).toBe(before)
    })
  })

  test('is the profiler’s own function', async () => {
    await inTest(async (perf) => {
      expect(perf.span).toBe(perf.span)
      const { trace } = perf
      expect(trace('twice', (x: number) => 2 * x)(3)).toBe(6)
    })
  })
})

describe('perf.print', () => {
  test('is as wide as the terminal of the test runner', async () => {
    const printed: string[] = []
    vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text))
    onTestFinished(() => void vi.restoreAllMocks())
    await inTest(
      async (perf) => {
        await perf.measure('research', OPTIONS, research)
        perf.print()
      },
      { columns: 50 },
    )
    const lines = printed.join('\n').split('\n')
    expect(lines.findLast((line) => line.includes('research'))).toHaveLength(50)
  })

  test('prints it, without colours where the output is piped', async () => {
    vi.stubEnv('NO_COLOR', '1')
    onTestFinished(() => void vi.unstubAllEnvs())
    const printed: unknown[] = []
    vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(text))
    onTestFinished(() => void vi.restoreAllMocks())
    await inTest(async (perf) => {
      await perf.measure('research', OPTIONS, research)
      perf.print()
    })
    expect(printed).toMatchInlineSnapshot(`
      [
        "research   virtual ms · 20 iterations · 80 spans

        operation   count  per iteration  total  self  mean   p50   p95   max  critical path  errors
        llm            20              1    600   600  30.0  30.0  30.0  30.0           60 %       0
        web_search     20              1    400   400  20.0  20.0  20.0  20.0           40 %       0
        research       20              1  1 000     0  50.0  50.0  50.0  50.0            0 %       0
        ask            20              1    600     0  30.0  30.0  30.0  30.0            0 %       0

      Bottleneck: llm, 60 % of the critical path (20 × 30.0 ms of its own).
      Parallelism: none, one thing ran after the other.

      Median and slowest, iteration 0: 50.0 virtual ms
        research      ██████████████████████████████████████████████████████████████████████████████  50.0
          web_search  ███████████████████████████████                                                 20.0
          ask                                        ███████████████████████████████████████████████  30.0
            llm                                      ███████████████████████████████████████████████  30.0",
      ]
    `)
  })
})
