import { describe, expect, test } from 'vitest'
import { resolveOptions } from '../../../src/core/options/resolve-options.ts'
import type { OptionSources } from '../../../src/core/options/resolve-options.ts'

describe('resolveOptions', () => {
  const none: OptionSources = { outputFile: undefined, reporter: {}, plugin: {} }
  const defaults = {
    seed: 1,
    sla: undefined,
    inconclusive: 'warn',
    isolate: ['**/*.perf.{test,spec}.?(c|m)[jt]s?(x)'],
    spans: undefined,
    baseline: 'skillperf.baseline.json',
    enforce: false,
    minDetectableSlowdown: 0.1,
    tolerance: 0,
    json: '.vitest/skillperf/report.json',
    conflicts: [],
  }

  test.for<[string, Partial<OptionSources>, object]>([
    ['nothing', {}, {}],
    [
      'the plugin',
      {
        plugin: {
          seed: 2,
          sla: { p95: 5 },
          inconclusive: 'fail',
          isolate: false,
          baseline: 'perf/baseline.json',
          enforceBaseline: true,
          minDetectableSlowdown: '5%',
          tolerance: 0.01,
          report: { json: 'p.json' },
        },
      },
      {
        seed: 2,
        sla: { p95: 5 },
        inconclusive: 'fail',
        isolate: [],
        baseline: 'perf/baseline.json',
        enforce: true,
        minDetectableSlowdown: 0.05,
        tolerance: 0.01,
        json: 'p.json',
      },
    ],
    ['the reporter', { reporter: { seed: 3, report: { json: false } } }, { seed: 3, json: false }],
    ['the command line', { outputFile: 'cli.json' }, { json: 'cli.json' }],
    ['each its own', { reporter: { seed: 3 }, plugin: { sla: { max: 9 } } }, { seed: 3, sla: { max: 9 } }],
  ])('takes what is set by %s', ([, sources, expected]) => {
    expect(resolveOptions({ ...none, ...sources })).toStrictEqual({ ...defaults, ...expected })
  })

  test('ranks command line, reporter, plugin, and names where they disagree', () => {
    expect(
      resolveOptions({
        outputFile: 'cli.json',
        reporter: {
          seed: 3,
          sla: { p95: 5 },
          inconclusive: 'warn',
          isolate: 'perf/**',
          spans: ['fs'],
          baseline: false,
          report: { json: 'reporter.json' },
        },
        plugin: {
          seed: 2,
          sla: { p95: 6 },
          inconclusive: 'fail',
          isolate: false,
          spans: false,
          baseline: 'other.json',
          report: { json: false },
        },
      }),
    ).toStrictEqual({
      seed: 3,
      sla: { p95: 5 },
      inconclusive: 'warn',
      isolate: ['perf/**'],
      spans: ['fs'],
      baseline: false,
      enforce: false,
      minDetectableSlowdown: 0.1,
      tolerance: 0,
      json: 'cli.json',
      conflicts: [
        '`seed` is 3 in the reporter options and 2 in the plugin options: the first wins',
        '`sla` is {"p95":5} in the reporter options and {"p95":6} in the plugin options: the first wins',
        '`inconclusive` is "warn" in the reporter options and "fail" in the plugin options: the first wins',
        '`isolate` is "perf/**" in the reporter options and false in the plugin options: the first wins',
        '`spans` is ["fs"] in the reporter options and false in the plugin options: the first wins',
        '`baseline` is false in the reporter options and "other.json" in the plugin options: the first wins',
        '`report.json` is "cli.json" in the command line and "reporter.json" in the reporter options: the first wins',
        '`report.json` is "cli.json" in the command line and false in the plugin options: the first wins',
      ],
    })
  })

  test('finds no conflict where places agree, whatever the order of their keys', () => {
    const { conflicts } = resolveOptions({
      outputFile: 'same.json',
      reporter: { seed: 3, sla: { p50: 1, p95: 2 }, report: { json: 'same.json' } },
      plugin: { seed: 3, sla: { p95: 2, p50: 1 }, report: { json: 'same.json' } },
    })
    expect(conflicts).toStrictEqual([])
  })
})
