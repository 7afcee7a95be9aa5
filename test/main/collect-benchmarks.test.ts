import { describe, expect, test } from 'vitest'
import type { TestModule, Vitest } from 'vitest/node'
import { collectBenchmarks } from '../../src/main/collect-benchmarks.ts'
import type { CollectedBenchmarks } from '../../src/main/collect-benchmarks.ts'
import { benchResultOf } from '../helpers/bench-result-of.ts'

const samples = Array.from({ length: 20 }, (_, i) => i + 1)
const LINE = "write benchmark: { provider: 'skillperf/bench' } into the config"

function collect(
  modules: readonly (readonly [file: string, tests: readonly object[], project?: string])[],
  mode = 'test',
): CollectedBenchmarks {
  return collectBenchmarks(
    { mode, config: { root: '/project' } } as unknown as Vitest,
    modules.map(
      ([file, tests, project = 'bench']) =>
        ({
          moduleId: `/project/${file}`,
          project: { name: project },
          children: { allTests: () => tests.values() },
        }) as unknown as TestModule,
    ),
  )
}

/** A test of Vitest 5 with groups of benchmarks. */
function testOf(...groups: readonly (readonly [name: string, ...tasks: readonly object[]])[]): object {
  return { task: {}, benchmarks: () => groups.map(([name, ...tasks]) => ({ name, tasks })) }
}

const task = (name: string, scale = 1, latency = {}): object => ({
  ...benchResultOf(
    samples.map((ms) => ms * scale),
    latency,
  ),
  name,
})

describe('of Vitest 5', () => {
  test('reads groups in the order of their tests, benchmarks by their means, files by their names', () => {
    const known = { p95: 19 }
    const { files, notes } = collect([
      [
        'b.bench.ts',
        [
          testOf(['sorts', task('slow', 2, known), task('fast', 1, known)], ['again', task('a', 1, known)]),
          testOf(['more', task('m', 1, known)]),
        ],
      ],
      ['empty.bench.ts', [testOf(), testOf(['nothing'])]],
      ['a.bench.ts', [testOf(['one', { ...task('old', 1, known), fromStore: true }])]],
    ])
    const names = files.map(({ project, file, groups }) => ({
      project,
      file,
      groups: groups.map(({ name, benchmarks }) => [name, ...benchmarks.map((one) => one.name)]),
    }))
    expect(names).toStrictEqual([
      { project: 'bench', file: 'a.bench.ts', groups: [['one', 'old']] },
      {
        project: 'bench',
        file: 'b.bench.ts',
        groups: [
          ['sorts', 'fast', 'slow'],
          ['again', 'a'],
          ['more', 'm'],
        ],
      },
    ])
    expect(files[0]?.groups[0]?.benchmarks[0]).toMatchObject({
      n: 20,
      stored: true,
      percentilesMs: { p95: 19 },
    })
    expect(notes).toStrictEqual([])
  })

  test('names the line to write where p95 is not known', () => {
    const { notes } = collect([
      ['a.bench.ts', [testOf(['x', task('a'), task('b'), { ...task('old'), fromStore: true }])]],
      ['b.bench.ts', [testOf(['x', task('a'), task('c\u001B[31m'), task('d')])]],
    ])
    expect(notes).toStrictEqual([
      `"a", "b", "c" and 1 more have no p95: ${LINE}`,
      `"old" has no p95, because the result that bench.from() read has none: ${LINE}, and run again what writes it`,
    ])
  })

  test('notes nothing where a p95 would not be shown anyway', () => {
    expect(collect([['a.bench.ts', [testOf(['x', benchResultOf([1, 2, 3])])]]]).notes).toStrictEqual([])
  })

  test('computes p95 of retained samples', () => {
    const { files, notes } = collect([['a.bench.ts', [testOf(['x', task('a', 1, { samples })])]]])
    expect(files[0]?.groups[0]?.benchmarks[0]?.percentilesMs.p95).toBeCloseTo(19.65, 12)
    expect(notes).toStrictEqual([])
  })

  test('tells of results that cannot be read', () => {
    const { files, notes } = collect([
      ['a.bench.ts', [testOf(['x\u001B[31m', task('broken', 1, { max: -1 }), { name: 'no result' }])]],
    ])
    expect(files).toStrictEqual([])
    expect(notes).toStrictEqual([
      'a result of "x" cannot be read: SkillperfError: the benchmark "broken": `latency.max` must be ms from 0 up, received -1. Hand over what `bench(…).run()` or `bench.compare(…)` resolved to, as it is.',
    ])
  })
})

describe('of Vitest 4', () => {
  /** A benchmark, which is a test there. */
  function benchOf(suite: string | undefined, name: string, mean: number, more = {}): object {
    const flat = {
      name,
      rank: 0,
      rme: 1,
      samples: [],
      totalTime: mean * 20,
      min: 1,
      max: 9,
      mean,
      median: 4,
      p75: 5,
      p99: 8,
      p995: 8,
      p999: 9,
      sd: 1,
      hz: 1,
      sampleCount: 20,
    }
    return {
      task: { result: { benchmark: { ...flat, ...more } } },
      parent: suite === undefined ? { type: 'module' } : { type: 'suite', fullName: suite },
    }
  }

  test('groups by suite', () => {
    const { files, notes } = collect(
      [
        [
          'a.bench.ts',
          [
            benchOf('sorts', 'slow', 6),
            benchOf(undefined, 'top', 1),
            benchOf('sorts', 'fast', 5),
            {
              task: { result: { benchmark: { name: 'threw', rank: 0, rme: 0, samples: [] } } },
              parent: { type: 'module' },
            },
            { task: {}, parent: { type: 'module' } },
          ],
          '',
        ],
      ],
      'benchmark',
    )
    expect(
      files.map(({ groups }) =>
        groups.map(({ name, benchmarks }) => [name, ...benchmarks.map((one) => one.name)]),
      ),
    ).toStrictEqual([
      [
        ['sorts', 'fast', 'slow'],
        ['', 'top'],
      ],
    ])
    expect(files[0]?.groups[0]?.benchmarks[0]).toStrictEqual({
      name: 'fast',
      n: 20,
      throughput: 200,
      minMs: 1,
      meanMs: 5,
      maxMs: 9,
      totalMs: 100,
      stdDevMs: 1,
      marginPercent: 1,
      percentilesMs: { p50: 4, p75: 5, p90: null, p95: null, p99: 8, p995: 8, p999: 9 },
      histogramNs: null,
      stored: false,
    })
    expect(notes).toStrictEqual([
      '"fast", "slow", "top" have no p95: write benchmark: { includeSamples: true } into the config',
    ])
  })

  test('computes p95 of samples', () => {
    const { files } = collect([['a.bench.ts', [benchOf('x', 'a', 10.5, { samples })]]], 'benchmark')
    expect(files[0]?.groups[0]?.benchmarks[0]?.percentilesMs.p95).toBeCloseTo(19.65, 12)
  })
})
