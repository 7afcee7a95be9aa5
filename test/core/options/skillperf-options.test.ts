import { describe, expect, test } from 'vitest'
import { readSkillperfOptions } from '../../../src/core/options/skillperf-options.ts'
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
      'here: unknown option `sls`. Did you mean `sla`? Known: sla, seed, inconclusive, isolate, spans, baseline, enforceBaseline, minDetectableSlowdown, tolerance, report.',
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
