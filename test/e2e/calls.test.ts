import { expect, test } from 'vitest'
import { laneInTurn } from './support/lanes.ts'
import { errorMessages, ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

const TESTS = `
import { expect, test } from 'vitest'
import { tool } from 'skillperf/mocks'

const ask = (path) => fetch('https://api.example/' + path)
const mocked = (perf) =>
  perf.network([
    tool.get('https://api.example/search', { name: 'web_search', latency: 10, json: {} }),
    tool.get('https://api.example/page/:id', { name: 'fetch_page', latency: 5, json: {} }),
    tool.get('https://api.example/down', { name: 'down', status: 503 }),
  ])
const options = { clock: 'virtual', iterations: 20 }

test('keeps its limits', async ({ perf }) => {
  mocked(perf)
  const run = await perf.measure('research', options, async () => {
    await ask('search?q=a')
    await Promise.all([ask('page/1'), ask('page/2')])
  })
  expect(run).toCallAtMost('fetch_page', 2)
  expect(run).toCallAtMost('web_search', 20, { per: 'run' })
  expect(run).toCallAtMost('down', 0)
  expect(run).toRetryAtMost(0)
  expect(run).toNotRepeatCalls()
  expect(run).toHaveSerialDepthAtMost(2)
  expect(run.serialDepth.perIteration).toMatchObject({ min: 2, mean: 2, max: 2 })
  expect(run.seen.serialDepth.chain).toEqual(['web_search', 'fetch_page'])
})

test('calls too often', async ({ perf }) => {
  mocked(perf)
  const run = await perf.measure('often', options, async ({ iteration }) => {
    for (let i = 0; i <= iteration % 4; i++) await ask('page/' + i)
  })
  expect.soft(run).toCallAtMost('fetch_page', 3)
  expect.soft(run).toHaveSerialDepthAtMost(3)
  expect(run).not.toCallAtMost('fetch_page', 3)
})

test('asks again', async ({ perf }) => {
  mocked(perf)
  const run = await perf.measure('again', { iterations: 20, warmup: 0 }, async () => {
    await ask('down')
    await ask('down')
    await ask('page/1?q=a')
    await ask('page/1?q=a')
  })
  expect.soft(run).toRetryAtMost(0)
  expect.soft(run).toNotRepeatCalls()
})

test('judges nothing that it has not seen', async ({ perf }) => {
  mocked(perf)
  const run = await perf.measure('nothing', options, () => new Promise((resolve) => setTimeout(resolve, 1)))
  expect.soft(() => expect(run).toCallAtMost('web_serch', 1)).toThrow('Did you mean "web_search"?')
  expect.soft(() => expect(run).toRetryAtMost(1)).toThrow('no mock was called')
  expect.soft(() => expect(run).toUseTokensAtMost(1)).toThrow('no call of a language model')
  expect.soft(() => expect(run).toCostAtMost('$1', { prices: {} })).toThrow('no call of a language model')
  expect.soft(() => expect(run).toHaveTokensPerSecondAbove(1)).toThrow('no call of a language model')
  expect.soft(() => expect(run).toHaveCacheHitRateAbove(0.5)).toThrow('no cache was seen')
  expect.soft(() => expect(run.ttft).toHaveMaxBelow(5_000)).toThrow('No call of a mocked language model was seen')
})
`

interface Recorded {
  readonly name: string
  readonly calls: readonly unknown[]
  readonly seen: unknown
  readonly llm: unknown
  readonly checks: readonly unknown[]
}

test.for(laneInTurn())('counts are judged, told and reported, in %s', async (lane) => {
  const project = createProject(lane, { 'calls.test.js': TESTS })
  const { stdout, stderr } = await runVitest(project, ['--reporter=skillperf'])
  expect(ourPart(stdout)).toMatchInlineSnapshot(`
    " calls.test.js
      measurement  clock  n  mean ms  p50  p95  p99  per s  CPU ms  errors  SLA  distribution
       research  virtual ms  20  15.0  15.0  15.0  —  66.7  <cpu>  0  ✓ calls fetch_page ≤ 2 ✓ calls web_search per run ≤ 20 ✓ calls down ≤ 0 ✓ retries ≤ 0 ✓ repeated calls ≤ 0 ✓ serial depth ≤ 2  █
       often  virtual ms  20  12.5  12.5  20.0  —  80.0  <cpu>  0  ✗ calls fetch_page ≤ 3 ✗ serial depth ≤ 3 ✓ calls fetch_page > 3  █▁▁▁▁▁█▁▁▁▁▁▁█▁▁▁▁▁█
       again  real  20  …  0  ✗ retries ≤ 0 ✗ repeated calls ≤ 0  <shape>
       nothing  virtual ms  20  1.00  1.00  1.00  —  1 000  <cpu>  0  █
       ✗ often: calls fetch_page 4, limit ≤ 3
       ✗ often: serial depth 4, limit ≤ 3
       · again: fetch_page 2 ×, down 2 × per iteration · 20 retries
       ✗ again: retries 1, limit ≤ 0
       ✗ again: repeated calls 20, limit ≤ 0
       ~ nothing · TTFT: max no value, limit < 5 000 ms: "nothing" has no time to first token. No call of a mocked language model was seen: mock it with perf.network([llm.…({ ttft, tokensPerSecond, reply })]).
    Measurements  4 in 1 file, 80 iterations
             SLA  4 failed | 7 passed | 1 inconclusive
          Report  .vitest/skillperf/report.json"
  `)
  expect(errorMessages(stderr)).toMatchInlineSnapshot(`
    [
      "Error: expect(run).toCallAtMost("fetch_page", 3)   often, virtual clock

    Expected calls of fetch_page  ≤ 3 per iteration
    Received calls of fetch_page    4 in iteration 3, the worst          n = 20 · mean 2.50 · total 50

    Next step: look at what iteration 3 does and others do not: with the same seed it draws the same again.

    Replay  seed 1",
      "Error: expect(run).toHaveSerialDepthAtMost(3)   often, virtual clock

    Expected serial depth  ≤ 3 per iteration
    Received serial depth    4 in iteration 3, the worst          n = 20 · mean 2.50

    Longest chain  fetch_page ×4
    Next step: start calls that do not need the answers of those before at the same time: await Promise.all([…]).

    Replay  seed 1",
      "Error: expect(run).toRetryAtMost(0)   again, real clock

    Expected retries  ≤ 0 per iteration
    Received retries    1 in every iteration          n = 20 · mean 1 · total 20

    down: of 40 calls, 40 failed and 20 were retries.
    Next step: repair what fails, or let its client try again less often (\`maxRetries\`).

    Replay  seed 1",
      "Error: expect(run).toNotRepeatCalls()   again, real clock

    Expected repeated calls  ≤ 0 in the whole run
    Received repeated calls    20 in the whole run          n = 20 · most 1

    Asked again, first
      fetch_page, in iteration 0: GET https://api.example/page/1?q=a
    Next step: keep the first answer, or share its promise between those who ask.

    Replay  seed 1",
    ]
  `)
  const report = JSON.parse(project.read('.vitest/skillperf/report.json')) as {
    files: { tests: { tries: { measurements: Recorded[] }[] }[] }[]
  }
  const again = report.files
    .flatMap(({ tests }) => tests)
    .flatMap(({ tries }) => tries)
    .flatMap(({ measurements }) => measurements)
    .find(({ name }) => name === 'again')
  expect(again?.calls[2]).toMatchObject({
    name: 'down',
    total: 40,
    perIteration: { min: 2, mean: 2, max: 2, worst: 0 },
    errors: 40,
    retries: 20,
  })
  const each = { total: 20, perIteration: { min: 1, mean: 1, max: 1, worst: 0 } }
  expect(again?.seen).toMatchObject({
    retries: each,
    repeats: each,
    serialDepth: { total: 80, chain: ['down', 'down', 'fetch_page', 'fetch_page'] },
    caches: [],
  })
  expect(again?.llm).toBeNull()
  expect(again?.checks).toMatchObject([
    { statistic: 'retries', bound: 'at most', unit: 'calls', limit: 0, received: 1, outcome: 'fail' },
    { statistic: 'repeated calls', bound: 'at most', unit: 'calls', limit: 0, received: 20, outcome: 'fail' },
  ])
})
