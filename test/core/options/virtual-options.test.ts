import { describe, expect, test } from 'vitest'
import { readMeasureOptions } from '../../../src/core/options/measure-options.ts'
import { readTestTime } from '../../../src/core/options/test-time.ts'
import { readVirtualOptions } from '../../../src/core/options/virtual-options.ts'
import { wantsOtherTime } from '../../../src/core/options/wants-other-time.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const DEFAULTS = { realIO: 'error', cpu: 'ignore', maxVirtualMs: 3_600_000, nowMs: Date.UTC(2026, 0, 1) }

describe('readVirtualOptions', () => {
  test('leaves what is not set at its default', () => {
    expect(readVirtualOptions({}, 'here')).toStrictEqual({ ...DEFAULTS, seed: undefined })
  })

  test('reads every option', () => {
    const given = { realIO: 'freeze', cpu: 'add', maxVirtual: '1min', now: '2026-02-03', seed: 7 }
    expect(readVirtualOptions(given, 'here')).toStrictEqual({
      realIO: 'freeze',
      cpu: 'add',
      maxVirtualMs: 60_000,
      nowMs: Date.UTC(2026, 1, 3),
      seed: 7,
    })
  })

  test.for([new Date(5_000), 5_000, '1970-01-01T00:00:05Z'])('takes %o as a point in time', (now) => {
    expect(readVirtualOptions({ now }, 'here').nowMs).toBe(5_000)
  })

  test.for<[unknown, string]>([
    [
      { realIO: 'allow' },
      'here: `realIO` must be one of "error", "freeze", "flow", received "allow". Write one of these, or leave `realIO` out.',
    ],
    [
      { cpu: true },
      'here: `cpu` must be one of "ignore", "add", received true. Write one of these, or leave `cpu` out.',
    ],
    [
      { now: 'soon' },
      'here: `now` must be a point in time, received "soon". Write { now: \'2026-01-01T00:00:00Z\' }.',
    ],
    [{ clock: 'virtual' }, 'here: unknown option `clock`. Known: realIO, cpu, maxVirtual, now, seed.'],
  ])('refuses %o', ([given, message]) => {
    expect(thrownBy(() => readVirtualOptions(given, 'here')).message).toBe(message)
  })
})

describe('measurements', () => {
  test('refuse options of virtual time on the real clock', () => {
    expect(thrownBy(() => readMeasureOptions({ realIO: 'freeze' }, 'here')).message).toBe(
      "here: `realIO` is about virtual time, and this runs on the real clock. Leave it out, or add { clock: 'virtual' }.",
    )
  })

  test('run on the clock of their test', () => {
    expect(readMeasureOptions({}, 'here', 'virtual').clock).toBe('virtual')
    expect(thrownBy(() => readMeasureOptions({ clock: 'real' }, 'here', 'virtual')).message).toBe(
      'here: the test runs on the virtual clock, where real time cannot be measured. Measure it in a test of its own.',
    )
  })

  test('need as many samples on the virtual clock as the figure does', () => {
    const options = { clock: 'virtual', iterations: 20, sla: { p95: 5 } }
    expect(readMeasureOptions(options, 'here').iterations).toBe(20)
    expect(() => readMeasureOptions({ ...options, iterations: 19 }, 'here')).toThrow('it needs at least 20')
  })
})

describe('readTestTime', () => {
  test('of a test that asks for nothing is the real one', () => {
    expect(wantsOtherTime(undefined)).toBe(false)
    expect(wantsOtherTime({ version: 1, tries: [] })).toBe(false)
    expect(readTestTime({ clock: 'real' })).toBeUndefined()
  })

  test('reads the options beside a report', () => {
    const meta = { version: 1, tries: [], clock: 'virtual', seed: 3 }
    expect(wantsOtherTime(meta)).toBe(true)
    expect(readTestTime(meta)).toStrictEqual({ ...DEFAULTS, seed: 3 })
  })

  test.for<[unknown, string]>([
    [
      { clok: 'virtual' },
      "the test's meta.skillperf: unknown option `clok`. Did you mean `clock`? Known: clock, seed, realIO, cpu, maxVirtual, now, version, tries.",
    ],
    [
      { realIO: 'freeze' },
      "the test's meta.skillperf: `realIO` is about virtual time, and this runs on the real clock. Leave it out, or add { clock: 'virtual' }.",
    ],
    [
      'virtual',
      "the test's meta.skillperf: options must be a plain object, received \"virtual\". Write { meta: { skillperf: { clock: 'virtual' } } }.",
    ],
  ])('refuses %o', ([meta, message]) => {
    expect(thrownBy(() => readTestTime(meta)).message).toBe(message)
  })
})
