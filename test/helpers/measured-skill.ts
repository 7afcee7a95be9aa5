import type { Redis } from 'ioredis'
import { onTestFinished } from 'vitest'
import type { ExactFigures } from '../../src/core/baseline/exact-entry.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import type { MeasureOptions } from '../../src/core/options/measure-options.ts'
import type { WorkerOptions } from '../../src/core/options/skillperf-options.ts'
import { lognormal } from '../../src/core/time/latency/lognormal.ts'
import { mockRedis } from '../../src/mocks/redis/mock-redis.ts'
import { tool } from '../../src/mocks/tool.ts'
import { figuresOf } from '../../src/worker/baseline/comparability.ts'
import { installHosts } from '../../src/worker/calls/host.ts'
import { measure } from '../../src/worker/measure.ts'
import { createPerf } from '../../src/worker/perf.ts'
import type { NetworkMock } from '../../src/worker/read-handlers.ts'
import { scopes } from '../../src/worker/scope.ts'
import type { MeasuredEntry, TestInfo, TestRun } from '../../src/worker/test-run.ts'
import { placeOf, testRun } from './test-run.ts'

/** What a skill is given. */
export interface Tools {
  readonly search: (query: string) => Promise<Response>
  readonly fetchPage: (id: number) => Promise<Response>
  readonly cache: {
    readonly get: (key: string) => Promise<string | null>
    readonly set: (key: string, value: string) => Promise<unknown>
  }
}

/** The mocks of {@link Tools}; overrides by name. */
export function mocksOf(overrides: Readonly<Record<string, NetworkMock>> = {}): readonly NetworkMock[] {
  const mocks = {
    search: tool.get('https://search.example/api', {
      name: 'search',
      latency: lognormal({ p50: 100, p95: 300 }),
      json: { hits: [1, 2] },
    }),
    page: tool.get('https://pages.example/:id', {
      name: 'fetch_page',
      latency: lognormal({ p50: 40, p95: 90 }),
      json: { text: 'a page' },
    }),
    ...overrides,
  }
  return Object.values(mocks)
}

/** A skill that was measured once, with the test that did. */
export interface MeasuredSkill {
  readonly run: TestRun
  readonly entry: MeasuredEntry
  readonly measurement: Measurement
  /** What a baseline would keep of it. */
  readonly figures: ExactFigures
}

/** How to measure it. */
export interface SkillOptions extends Partial<WorkerOptions & TestInfo> {
  readonly mocks?: readonly NetworkMock[]
  readonly measure?: MeasureOptions
}

/** Measures a skill as "research", on the virtual clock unless the options say otherwise. */
export async function measureSkill(
  skill: (tools: Tools, iteration: number) => Promise<unknown>,
  { mocks = mocksOf(), measure: options, ...test }: SkillOptions = {},
): Promise<MeasuredSkill> {
  installHosts()
  const run = testRun(test)
  const perf = createPerf(run)
  onTestFinished(() => run.end())
  const cache = mockRedis<Redis>({ name: 'redis', latency: 1 })
  const tools: Tools = {
    search: (query) => fetch(`https://search.example/api?q=${query}`),
    fetchPage: (id) => fetch(`https://pages.example/${id}`),
    cache: { get: (key) => cache.get(key), set: (key, value) => cache.set(key, value) },
  }
  const measurement = await scopes.run({ test: run }, () => {
    perf.network(mocks)
    const all = { clock: 'virtual', iterations: 100, ...options } as const
    return measure(
      run,
      ['research', all, ({ iteration }: { iteration: number }) => skill(tools, iteration)],
      placeOf(),
    )
  })
  const [entry] = run.entries
  const figures = entry === undefined ? null : figuresOf(entry)
  if (entry === undefined || figures === null) throw new Error('nothing was measured')
  return { run, entry, measurement, figures }
}
