import { describe, expect, test } from 'vitest'
import { readSkillperfOptions, resolveOptions } from '../../../src/core/options/skillperf-options.ts'
import type { OptionSources } from '../../../src/core/options/skillperf-options.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

describe('readSkillperfOptions', () => {
  test.for<[unknown]>([[undefined], [null], [{}]])('takes %o for no options', ([value]) => {
    expect(readSkillperfOptions(value, 'here')).toStrictEqual({})
  })

  test.for<[object]>([
    [
      {
        sla: { p95: '1.5s', errorRate: '1%' },
        seed: -7,
        inconclusive: 'fail',
        report: { json: 'out/perf.json' },
      },
    ],
    [{ isolate: false, report: { json: false } }],
    [{ isolate: ['perf/**'], report: {} }],
    [{ sla: { byName: { 'research *': { p95: '2s' } } } }],
    [{ inconclusive: 'warn', spans: false }],
    [{ spans: ['fetch', 'pg'] }],
    [{ sla: undefined, seed: undefined, inconclusive: undefined, report: undefined }],
  ])('takes %o as it is', ([value]) => {
    expect(readSkillperfOptions(value, 'here')).toStrictEqual(value)
  })

  const json = "Write { json: 'path/report.json' }, or { json: false } for none."

  test.for<[unknown, string]>([
    [
      'fast',
      'here: options must be a plain object, received "fast". Write for example { sla: { p95: 2000 } }, or nothing.',
    ],
    [
      { sls: {} },
      'here: unknown option `sls`. Did you mean `sla`? Known: sla, seed, inconclusive, isolate, spans, report.',
    ],
    [
      { sla: {} },
      'here `sla`: an SLA needs at least one limit. Write for example { p95: 1500, errorRate: 0.01 }.',
    ],
    [
      { sla: { p95: -1 } },
      "here `sla` `p95`: the limit must be above 0 ms and finite, received -1. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.",
    ],
    [
      { sla: { byName: { research: {} } } },
      'here `sla` `byName` "research": an SLA needs at least one limit. Write for example { p95: 1500, errorRate: 0.01 }.',
    ],
    [
      { inconclusive: 'pass' },
      'here: `inconclusive` must be one of "warn", "fail", received "pass". Write one of these, or leave `inconclusive` out.',
    ],
    [
      { spans: ['files'] },
      'here: `spans` must name what opens spans by itself, received "files". Known: fetch, http, ioredis, lru-cache, pg, fs, ai. Spans of your own are always recorded.',
    ],
    [{ seed: 1.5 }, 'here: `seed` must be a whole number, received 1.5. Leave it out for the default, 1.'],
    [
      { isolate: true },
      "here: `isolate` must be a glob, a list of globs, or false, received true. Write for example '**/*.perf.test.ts', or false to let perf files run among the others.",
    ],
    [{ report: 'out.json' }, `here \`report\`: options must be a plain object, received "out.json". ${json}`],
    [{ report: { jsn: 'x' } }, 'here `report`: unknown option `jsn`. Did you mean `json`? Known: json.'],
    [{ report: { json: true } }, `here \`report\`: \`json\` must be a path or false, received true. ${json}`],
    [{ report: { json: ' ' } }, `here \`report\`: \`json\` must be a path or false, received " ". ${json}`],
  ])('refuses %o', ([value, message]) => {
    expect(thrownBy(() => readSkillperfOptions(value, 'here')).message).toBe(message)
  })
})

describe('resolveOptions', () => {
  const none: OptionSources = { outputFile: undefined, reporter: {}, plugin: {} }
  const defaults = {
    seed: 1,
    sla: undefined,
    inconclusive: 'warn',
    isolate: ['**/*.perf.{test,spec}.?(c|m)[jt]s?(x)'],
    spans: undefined,
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
          report: { json: 'p.json' },
        },
      },
      { seed: 2, sla: { p95: 5 }, inconclusive: 'fail', isolate: [], json: 'p.json' },
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
          report: { json: 'reporter.json' },
        },
        plugin: {
          seed: 2,
          sla: { p95: 6 },
          inconclusive: 'fail',
          isolate: false,
          spans: false,
          report: { json: false },
        },
      }),
    ).toStrictEqual({
      seed: 3,
      sla: { p95: 5 },
      inconclusive: 'warn',
      isolate: ['perf/**'],
      spans: ['fs'],
      json: 'cli.json',
      conflicts: [
        '`seed` is 3 in the reporter options and 2 in the plugin options: the first wins',
        '`sla` is {"p95":5} in the reporter options and {"p95":6} in the plugin options: the first wins',
        '`inconclusive` is "warn" in the reporter options and "fail" in the plugin options: the first wins',
        '`isolate` is "perf/**" in the reporter options and false in the plugin options: the first wins',
        '`spans` is ["fs"] in the reporter options and false in the plugin options: the first wins',
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
