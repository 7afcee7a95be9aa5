import { expect, test } from 'vitest'
import { laneInTurn } from './support/lanes.ts'
import { errorMessages, ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

const SKILL = `
import { span, trace } from 'skillperf/profiler'

const ask = async (path) => (await fetch('https://api.example/' + path)).json()

export const summarize = trace('summarize', () => ask('llm'))
export const never = trace('never', () => {})

export async function research() {
  await span('search', () => ask('search'))
  await Promise.all([span('first page', () => ask('page/1')), span('second page', () => ask('page/2'))])
  await summarize()
}
`

const TESTS = `
import { expect, test } from 'vitest'
import { span } from 'skillperf/profiler'
import { tool } from 'skillperf/mocks'
import { research } from './research.js'

const mocked = (perf) =>
  perf.network([
    tool.get('https://api.example/search', { name: 'web_search', latency: 100, json: {} }),
    tool.get('https://api.example/page/:id', { name: 'fetch_page', latency: 50, json: {} }),
    tool.get('https://api.example/llm', { name: 'llm', latency: 300, json: {} }),
  ])
const options = { clock: 'virtual', iterations: 20 }

test('keeps its limits', async ({ perf }) => {
  mocked(perf)
  const run = await perf.measure('research', options, research)
  expect(run).toHaveSpan('search')
  expect(run).toHaveSpan('web_search')
  expect(run).not.toHaveSpan('never')
  expect(run).toHaveBottleneck('llm')
  expect(run).toRunConcurrently('first page', 'second page')
  expect(run).toRunConcurrently('fetch_page')
  expect(run).not.toRunConcurrently('search', 'summarize')
  expect(run.span('search')).toHaveP95Below(101)
  expect(run.span('llm')).toHaveErrorRateBelow('1%')
  expect(() => expect(run).toHaveSpan('serch')).toThrow('Did you mean "search"?')
  expect(perf.report().bottleneck).toMatchObject({ name: 'llm', criticalShare: 300 / 450 })
})

test('is too slow', async ({ perf }) => {
  mocked(perf)
  const run = await perf.measure('slow', options, research)
  expect.soft(run.span('llm')).toHaveP95Below(200)
  expect.soft(run).toHaveBottleneck('search')
  expect.soft(run).toRunConcurrently('search', 'summarize')
  expect(run).toHaveP95Below(400)
})

test('without a measurement', async ({ perf }) => {
  mocked(perf)
  perf.span('outside', () => {})
  await perf.virtual(research)
  perf.print()
})

test('the event loop', async () => {
  await expect(() => new Promise((resolve) => setTimeout(resolve, 5))).toNotBlockEventLoop('30s')
  const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30)
  await expect(block).not.toNotBlockEventLoop(20)
  await expect(block).toNotBlockEventLoop(20)
})
`

test.for(laneInTurn('vitest-5'))('spans are judged, told and reported, in %s', async (lane) => {
  const project = createProject(lane, { 'research.js': SKILL, 'spans.test.js': TESTS })
  const { stdout, stderr } = await runVitest(project, ['--reporter=skillperf', '--testTimeout=30000'])
  expect(ourPart(stdout)).toMatchInlineSnapshot(`
    " spans.test.js
      measurement  clock  n  mean ms  p50  p95  p99  per s  CPU ms  errors  SLA  distribution
       research  virtual ms  20  450  450  450  —  2.22  <cpu>  0  ✓ spans search ✓ spans web_search ✓ spans never ✓ bottleneck llm ✓ first page, second page at once ✓ fetch_page at once ✓ search, summarize at once  █
       research · span llm  virtual ms  20  300  300  300  —  ✓ error rate
       research · span search  virtual ms  20  100  100  100  —  ✓ p95
       slow  virtual ms  20  450  450  450  —  2.22  <cpu>  0  ✗ bottleneck search ✗ search, summarize at once ✗ p95  █
       slow · span llm  virtual ms  20  300  300  300  —  ✗ p95
       ✗ slow · span llm: p95 <figure> ms, limit < 200 ms
       ✗ slow: bottleneck search 0 %, limit ≥ 66.67 %
       ✗ slow: search, summarize at once 0 %, limit ≥ 100 %
       ✗ slow: p95 <figure> ms, limit < 400 ms
       · slow: where the time goes, by the critical path
           llm         67 %  1 × 300 virtual ms  ← bottleneck
           web_search  22 %  1 × 100 virtual ms
           fetch_page  11 %  2 × 50.0 virtual ms
           and 5 more
    Measurements  2 in 1 file, 40 iterations
             SLA  4 failed | 9 passed
          Report  .vitest/skillperf/report.json"
  `)
  const [slowSpan, ...others] = errorMessages(stderr)
  const block = others.pop()
  expect([slowSpan, ...others]).toMatchInlineSnapshot(`
    [
      "Error: expect(run.span("llm")).toHaveP95Below(200)   slow · span llm, virtual ms

    Expected p95  < 200
    Received p95  <figure>  n = 20 · <figures>
    █

    20 of 20 samples took 200 ms or longer (100 %).

    Next step: look at what runs within llm: perf.print() shows each span of the median and the slowest iteration.

    Replay  seed 1",
      "Error: expect(run).toHaveBottleneck("search")   slow, virtual clock

    Expected critical path in search  ≥ 66.67 % (the share of llm)
    Received critical path in search        0 %          n = 20

    Shares of the critical path
      llm         67 %  1 × 300 ms
      web_search  22 %  1 × 100 ms
      fetch_page  11 %  2 × 50.0 ms
      slow         0 %  1 × 0 ms
    Next step: what takes the time is llm: make it shorter, call it less often, or let it run beside something else.

    Replay  seed 1",
      "Error: expect(run).toRunConcurrently("search", "summarize")   slow, virtual clock

    Expected search, summarize at once  ≥ 100 % of the iterations that have both
    Received search, summarize at once      0 % (first not in iteration  <figure>)  n = 20 · <figures>

    Next step: start both before you await either: await Promise.all([…]). One that needs what the other returns cannot run beside it.

    Replay  seed 1",
      "Error: expect(run).toHaveP95Below(400)   slow, virtual ms

    Expected p95  < 400
    Received p95  <figure>  n = 20 · <figures>
    █

    20 of 20 samples took 400 ms or longer (100 %).

    Most of the critical path: llm 67 %.

    Waiting for tools, per iteration (calls that overlap add up)
      llm         1 × 300 ms = 300 ms
      web_search  1 × 100 ms = 100 ms
      fetch_page  2 × 50.0 ms = 100 ms
    Next step: llm is 60 % of the waiting: cache its answer, ask it for less, or do something else meanwhile.

    Replay  seed 1",
    ]
  `)
  expect(block).toMatch(
    /^Error: expect\(fn\)\.toNotBlockEventLoop\(20\) {3}real clock\n\nExpected longest block {2}< /,
  )
  const printed = stdout.slice(stdout.indexOf('without a measurement\nwithout'))
  expect(printed.split('\n').slice(1, 26)).toMatchInlineSnapshot(`
    [
      "without a measurement   virtual ms · 1 iteration · 9 spans",
      "",
      "  operation              count  per iteration  total  self  mean   p50  p95   max  critical path  errors",
      "  llm                        1              1    300   300   300     —    —   300           67 %       0",
      "  web_search                 1              1    100   100   100     —    —   100           22 %       0",
      "  fetch_page                 2              2    100   100  50.0  50.0    —  50.0           11 %       0",
      "  without a measurement      1              1    450     0   450     —    —   450            0 %       0",
      "  search                     1              1    100     0   100     —    —   100            0 %       0",
      "  first page                 1              1   50.0     0  50.0     —    —  50.0            0 %       0",
      "  second page                1              1   50.0     0  50.0     —    —  50.0            0 %       0",
      "  summarize                  1              1    300     0   300     —    —   300            0 %       0",
      "",
      "Bottleneck: llm, 67 % of the critical path (1 × 300 ms of its own).",
      "Parallelism: 1.11 ms of work for each ms that passed; of fetch_page up to 2 ran at once.",
      "",
      "Median and slowest, iteration 0: 450 virtual ms",
      "  without a measurement  <shape>  450",
      "    search               <shape>                                                        100",
      "      web_search         <shape>                                                        100",
      "    first page                          <shape>                                                50.0",
      "      fetch_page                        <shape>                                                50.0",
      "    second page                         <shape>                                                50.0",
      "      fetch_page                        <shape>                                                50.0",
      "    summarize                                   <shape>  300",
      "      llm                                       <shape>  300",
    ]
  `)
  const report = JSON.parse(project.read('.vitest/skillperf/report.json')) as {
    files: { tests: { tries: { measurements: { spans: unknown }[] }[] }[] }[]
  }
  const [first] = report.files
    .flatMap(({ tests }) => tests)
    .flatMap(({ tries }) => tries)
    .flatMap(({ measurements }) => measurements)
  expect(first?.spans).toMatchObject({
    iterations: 20,
    total: 180,
    leftOut: 0,
    notes: [],
    operations: [{ name: 'llm', count: 20, criticalShare: 300 / 450 }, {}, {}, {}, {}, {}, {}, {}],
    slowest: { durationMs: 450, leftOut: 0 },
  })
})
