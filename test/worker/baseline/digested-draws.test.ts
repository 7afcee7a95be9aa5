import { describe, expect, test } from 'vitest'
import { sameDraws } from '../../../src/core/baseline/draws-digest.ts'
import { lognormal } from '../../../src/core/time/latency/lognormal.ts'
import { coldStart } from '../../../src/core/time/latency/modifiers/cold-start.ts'
import { llm } from '../../../src/mocks/llm/llm.ts'
import { tool } from '../../../src/mocks/tool.ts'
import { installFetchShim } from '../../../src/worker/fetch-shim.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { measureSkill, mocksOf } from '../../helpers/measured-skill.ts'
import type { SkillOptions, Tools } from '../../helpers/measured-skill.ts'

installFetchShim()
installClockShims()

type Digests = Readonly<Record<string, string>>

async function digestsOf(
  skill: (tools: Tools, iteration: number) => Promise<unknown>,
  options: SkillOptions = {},
): Promise<Digests> {
  const { measure, ...others } = options
  const { measurement } = await measureSkill(skill, {
    ...others,
    measure: { iterations: 20, ...measure },
  })
  return measurement.seen.draws
}

const plain = ({ search, fetchPage }: Tools): Promise<unknown> => Promise.all([search('a'), fetchPage(1)])

describe('what mocks draw', () => {
  test.for<[string, (tools: Tools, iteration: number) => Promise<unknown>]>([
    ['one after the other', async ({ search, fetchPage }) => [await fetchPage(1), await search('b')]],
    ['more often', async (tools) => [await plain(tools), await plain(tools), await tools.search('c')]],
    [
      'after a pause',
      async (tools) => {
        await new Promise((resolve) => setTimeout(resolve, 7))
        return plain(tools)
      },
    ],
  ])('is the same, however they are called: %s', async ([, skill]) => {
    const [before, now] = [await digestsOf(plain), await digestsOf(skill)]
    expect(Object.keys(before).toSorted()).toStrictEqual(['fetch_page', 'search'])
    expect(now).toStrictEqual(before)
  })

  test('is the same as far as the same iterations call them', async () => {
    const before = await digestsOf(plain)
    const now = await digestsOf(async (tools, i) => (i % 2 === 0 ? plain(tools) : undefined))
    expect(now['search']).not.toBe(before['search'])
    expect(sameDraws(now['search'] ?? '', before['search'] ?? '')).toBe(true)
  })

  test('is the same on both clocks, with a warm-up and with hooks', async () => {
    const model = {
      mocks: mocksOf({
        search: tool.get('https://search.example/api', {
          name: 'search',
          latency: lognormal({ p50: 1, p95: 2 }),
        }),
      }),
    }
    const search = (tools: Tools): Promise<unknown> => tools.search('a')
    const before = await digestsOf(search, model)
    expect(await digestsOf(search, { ...model, measure: { clock: 'real', warmup: 3 } })).toStrictEqual(before)
    const hooks = { beforeEach: () => fetch('https://search.example/api'), warmup: 2 }
    expect(Object.keys(await digestsOf(search, { ...model, measure: hooks }))).toStrictEqual(['search'])
  })

  test('is that of the model, whatever modifiers make of it', async () => {
    const mocks = mocksOf({
      search: tool.get('https://search.example/api', {
        name: 'search',
        latency: lognormal({ p50: 100, p95: 300 }),
        modifiers: [coldStart(2_000)],
      }),
    })
    expect(await digestsOf(plain, { mocks })).toStrictEqual(await digestsOf(plain))
  })

  test('differs with the seed, the name and the model, for this mock alone', async () => {
    const before = await digestsOf(plain)
    const seeded = await digestsOf(plain, { seed: 2 })
    expect(sameDraws(seeded['search'] ?? '', before['search'] ?? '')).toBe(false)
    const search = (name: string, p50: number): SkillOptions => ({
      mocks: mocksOf({
        search: tool.get('https://search.example/api', { name, latency: lognormal({ p50, p95: 300 }) }),
      }),
    })
    const slower = await digestsOf(plain, search('search', 101))
    expect(sameDraws(slower['search'] ?? '', before['search'] ?? '')).toBe(false)
    expect(slower['fetch_page']).toBe(before['fetch_page'])
    const renamed = await digestsOf(plain, search('find', 100))
    expect(sameDraws(renamed['find'] ?? '', before['search'] ?? '')).toBe(false)
  })

  test('includes the pace of a language model', async () => {
    const asked = async (tokensPerSecond: number): Promise<Digests> => {
      const model = llm.openai({
        baseURL: 'https://llm.example/v1',
        name: 'llm',
        ttft: 5,
        tokensPerSecond,
        reply: 'yes',
      })
      const body = JSON.stringify({ model: 'gpt-x', messages: [{ role: 'user', content: 'why?' }] })
      const ask = (): Promise<unknown> =>
        fetch('https://llm.example/v1/chat/completions', { method: 'POST', body })
      return digestsOf(ask, { mocks: [model] })
    }
    const [before, now] = [await asked(50), await asked(60)]
    expect(Object.keys(before)).toStrictEqual(['llm', 'llm tokens'])
    expect(now['llm']).toBe(before['llm'])
    expect(sameDraws(now['llm tokens'] ?? '', before['llm tokens'] ?? '')).toBe(false)
  })
})
