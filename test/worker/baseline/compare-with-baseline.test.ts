import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fixed } from '../../../src/core/time/latency/fixed.ts'
import { tool } from '../../../src/mocks/tool.ts'
import { installFetchShim } from '../../../src/worker/fetch-shim.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { exactEntryOf, workerBaseline } from '../../helpers/baselines.ts'
import { callMatcher } from '../../helpers/matcher-laws.ts'
import { measureSkill, mocksOf } from '../../helpers/measured-skill.ts'
import type { MeasuredSkill, SkillOptions, Tools } from '../../helpers/measured-skill.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

installFetchShim()
installClockShims()

type Skill = (tools: Tools, iteration: number) => Promise<unknown>

const research: Skill = async ({ search, fetchPage }) => {
  await search('a')
  await Promise.all([fetchPage(1), fetchPage(2)])
}

/** A skill as the baseline has it, and as it is now. */
interface Changed {
  readonly before?: Skill
  readonly after: Skill
  readonly base?: SkillOptions
  readonly now?: SkillOptions
}

async function remeasured({
  before = research,
  after,
  base = {},
  now = {},
}: Changed): Promise<MeasuredSkill> {
  const { figures } = await measureSkill(before, base)
  const baseline = workerBaseline([exactEntryOf(figures)], { root: '/project', ...now.baseline })
  return measureSkill(after, { ...base, ...now, baseline })
}

/** The failure of a skill that was changed. */
async function failureOf(changed: Changed): Promise<string> {
  const { measurement } = await remeasured(changed)
  const { message } = thrownBy(() => callMatcher(measurement, 'toMatchBaseline', []))
  return message.replaceAll(/\S+(?=skillperf\.baseline\.json)/g, '')
}

/** A search that has to be asked twice in a quarter of the iterations. */
const failing = mocksOf({
  search: tool.get('https://search.example/api', {
    name: 'search',
    latency: fixed(100),
    reply: ({ iteration = 0, nth }) => ({ status: iteration % 4 === 0 && nth === 0 ? 503 : 200 }),
  }),
})

const CHANGES = {
  'calls that are made one after the other': {
    after: async ({ search, fetchPage }) => {
      await search('a')
      await fetchPage(1)
      await fetchPage(2)
    },
  },
  'a call that is made twice': {
    after: async (tools, iteration) => {
      await tools.search('a')
      await research(tools, iteration)
    },
  },
  'a call that is made in some iterations more': {
    after: async (tools, iteration) => {
      await research(tools, iteration)
      if (iteration % 3 === 0) await tools.search('b')
    },
  },
  'a cache that forgets': {
    before: async ({ search, cache }) => {
      if ((await cache.get('a')) !== null) return
      await search('a')
      await cache.set('a', '1')
    },
    after: async ({ search, cache }, iteration) => {
      if ((await cache.get(`a${iteration}`)) !== null) return
      await search('a')
      await cache.set(`a${iteration}`, '1')
    },
  },
  'one more retry': {
    base: { mocks: failing },
    before: ({ search }) => search('a'),
    after: async ({ search }) => {
      const { ok } = await search('a')
      if (!ok) await search('a')
    },
  },
  'a pause between calls': {
    after: async (tools, iteration) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      await research(tools, iteration)
    },
  },
} satisfies Readonly<Record<string, Changed>>

test.for(Object.entries<Changed>(CHANGES))(
  'unchanged code is the same: %s',
  async ([, { before = research, ...others }]) => {
    const { measurement, entry } = await remeasured({ ...others, before, after: before })
    callMatcher(measurement, 'toMatchBaseline', [])
    expect(entry.compared?.found.exact).toStrictEqual({ result: 'same', changes: [] })
  },
)

describe('a failure tells of', () => {
  test('calls that are made one after the other', async () => {
    expect(await failureOf(CHANGES['calls that are made one after the other'])).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

                      Expected  Received
      ✗ serial depth         2         3  per iteration, +1
      ✗ mean               187       222  ms, +19 %
      ✗ p50                155       197  ms, +27 %
      ✗ p95                363       417  ms, +15 %
      ✗ p99                661       708  ms, +7.1 %
      ✗ max                669       719  ms, +7.4 %
      Expected by skillperf.baseline.json          n = 100 iterations

      Likely cause: the same calls, but more of them one after the other: start those that do not need the answers of others at the same time, await Promise.all([…]).

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
  })

  test('a call that is made twice', async () => {
    expect(await failureOf(CHANGES['a call that is made twice'])).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

                               Expected  Received
      ✗ calls search                  1         2  per iteration, +1
      ✗ repeated calls search         0         1  per iteration, +1
      ✗ serial depth                  2         3  per iteration, +1
      ✗ mean                        187       324  ms, +73 %
      ✗ p50                         155       288  ms, +86 %
      ✗ p95                         363       600  ms, +65 %
      ✗ p99                         661       991  ms, +50 %
      ✗ max                         669     1 054  ms, +58 %
      Expected by skillperf.baseline.json          n = 100 iterations

      Likely cause: +1 \`search\` call per iteration, same arguments: keep the first answer, or share its promise between those who ask.

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
  })

  test('a call that is made in some iterations more', async () => {
    expect(await failureOf(CHANGES['a call that is made in some iterations more'])).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

                      Expected  Received
      ✗ calls search       100       134  in 100 iterations, +34
      ✗ serial depth       200       234  in 100 iterations, +34
      ✗ mean               187       233  ms, +24 %
      ✗ p50                155       209  ms, +34 %
      ✗ p95                363       487  ms, +34 %
      ✗ p99                661       800  ms, +21 %
      ✗ max                669       866  ms, +29 %
      Expected by skillperf.baseline.json          n = 100 iterations

      Likely cause: +0.34 \`search\` calls per iteration, not with the same arguments: look at what asks for more.

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
  })

  test('a cache that forgets', async () => {
    expect(await failureOf(CHANGES['a cache that forgets'])).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

                            Expected  Received
      ✗ calls redis              101       200  in 100 iterations, +99
      ✗ calls search               1       100  in 100 iterations, +99
      ✗ serial depth             102       300  in 100 iterations, +198
      ✗ cache misses redis         1       100  in 100 iterations, +99
      · cache hits redis          99         0  in 100 iterations, −99
      ✗ mean                    1.49       129  ms, 86.8 ×
      ✗ p50                     1.00      90.7  ms, 90.7 ×
      ✗ p95                     1.00       289  ms, 289 ×
      ✗ p99                     33.5       591  ms, 17.6 ×
      ✗ max                     50.0       601  ms, 12.0 ×
      Expected by skillperf.baseline.json          n = 100 iterations

      Likely cause: +0.99 \`search\` calls per iteration, because \`redis\` does not know what it knew: look at its keys, and at how long it keeps them.

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
  })

  test('one more retry', async () => {
    expect(await failureOf(CHANGES['one more retry'])).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

                        Expected  Received
      ✗ calls search         100       125  in 100 iterations, +25
      ✗ retries search         0        25  in 100 iterations, +25
      ✗ serial depth         100       125  in 100 iterations, +25
      ✗ mean                 100       125  ms, +25 %
      ✗ p95                  100       200  ms, +100 %
      ✗ p99                  100       200  ms, +100 %
      ✗ max                  100       200  ms, +100 %
      Expected by skillperf.baseline.json          n = 100 iterations

      Likely cause: +0.25 \`search\` calls per iteration, to try again what had failed or was given up: look at why it fails, and at how often its client tries.

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
  })

  test('a pause between calls', async () => {
    expect(await failureOf(CHANGES['a pause between calls'])).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

              Expected  Received
      ✗ mean       187       207  ms, +11 %
      ✗ p50        155       175  ms, +13 %
      ✗ p95        363       383  ms, +5.5 %
      ✗ p99        661       681  ms, +3.0 %
      ✗ max        669       689  ms, +3.0 %
      Expected by skillperf.baseline.json          n = 100 iterations

      Likely cause: the same calls take longer together: look at what waits beside or between them, such as a back-off, a queue, or less at once.

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
  })
})

test('the page about the baseline shows what a call that is made twice leads to', async () => {
  const page = readFileSync(new URL('../../../docs/baseline.md', import.meta.url), 'utf8')
  const message = await failureOf(CHANGES['a call that is made twice'])
  expect(page).toContain(`\`\`\`\n${message.replace('skill.test.ts', 'research.test.ts')}\n\`\`\``)
})
