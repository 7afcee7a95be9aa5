import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { formatBaseline } from '../../../src/core/baseline/format-baseline.ts'
import { SkillperfError } from '../../../src/core/errors.ts'
import { baselinePath, knownEntry } from '../../../src/worker/baseline/known-entry.ts'
import { measurementKey } from '../../../src/worker/baseline/measurement-key.ts'
import { exactEntryOf, figuresWith, workerBaseline } from '../../helpers/baselines.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const entry = exactEntryOf(figuresWith())
const other = exactEntryOf(figuresWith({ errors: 1 }), { measurement: 'other' })

test('finds an entry by its whole key', () => {
  const baseline = workerBaseline([entry, other])
  expect(knownEntry(baseline, entry)?.exact.get(1)?.errors).toBe(0)
  expect(knownEntry(baseline, other)?.exact.get(1)?.errors).toBe(1)
  for (const key of ['project', 'file', 'test', 'measurement']) {
    expect(knownEntry(baseline, { ...entry, [key]: 'another' })).toBeUndefined()
  }
})

test('knows nothing where there is no file', () => {
  expect(knownEntry(workerBaseline([]), entry)).toBeUndefined()
})

test('reads the file once, and again when it has changed or is gone', () => {
  const baseline = workerBaseline([entry])
  const first = knownEntry(baseline, entry)
  expect(knownEntry(baseline, entry)).toBe(first)
  writeFileSync(baseline.path, formatBaseline({ entries: [other] }))
  utimesSync(baseline.path, 1, 1)
  expect(knownEntry(baseline, entry)).toBeUndefined()
  expect(knownEntry(baseline, other)).toBeDefined()
  rmSync(baseline.path)
  expect(knownEntry(baseline, other)).toBeUndefined()
})

test('refuses a file that it cannot read, each time, and names it from the root', () => {
  const baseline = workerBaseline('<<<<<<< ours')
  const inRoot = { ...baseline, root: dirname(baseline.path) }
  for (let nth = 0; nth < 2; nth++) {
    const error = thrownBy(() => knownEntry(inRoot, entry))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toMatch(/^skillperf\.baseline\.json/)
  }
  expect(baselinePath(baseline)).toBe(baseline.path)
})

test('checks the entries of the test file that asks, and leaves others to theirs', () => {
  const elsewhere = exactEntryOf(figuresWith(), { file: 'z.test.ts' })
  const text = formatBaseline({ entries: [entry, elsewhere] })
  // The second of both.
  const at = text.lastIndexOf('"iterations": 100')
  const damaged = `${text.slice(0, at)}"iterations": -1${text.slice(at + '"iterations": 100'.length)}`
  const baseline = workerBaseline(damaged)
  expect(knownEntry(baseline, entry)?.exact.get(1)?.iterations).toBe(100)
  expect(thrownBy(() => knownEntry(baseline, elsewhere)).message).toMatch(
    /skillperf\.baseline\.json, line 13: `iterations` must be a whole number from 0 up, received -1\. /,
  )
})

test('a key names the test as reports do', () => {
  const place = { project: 'unit', root: '/project' }
  const info = { file: '/project/src/a.test.ts', names: ['suite', 'a test'], nth: 0 }
  const secret = (password: string): { name: string; seed: number } => ({
    name: `https://me:${password}@example.com/`,
    seed: 1,
  })
  expect(measurementKey(place, info, secret('hunter2'), [])).toStrictEqual({
    project: 'unit',
    file: 'src/a.test.ts',
    test: 'suite > a test',
    measurement: 'https://[redacted]@example.com/',
  })
  expect(measurementKey(place, { ...info, nth: 1 }, secret('hunter2'), []).test).toBe('suite > a test #2')
  const before = [secret('hunter1'), { ...secret('hunter0'), seed: 2 }, { name: 'other', seed: 1 }]
  expect(measurementKey(place, info, secret('hunter2'), before).measurement).toBe(
    'https://[redacted]@example.com/ #2',
  )
})
