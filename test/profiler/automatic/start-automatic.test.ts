import nodeFs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { INSTRUMENT_NAMES } from '../../../src/core/trace/instrument-name.ts'
import { INSTRUMENTS, startAutomatic } from '../../../src/profiler/automatic/start-automatic.ts'
import { span } from '../../../src/profiler/span.ts'
import { hub } from '../../../src/profiler/hub.ts'
import { testRun } from '../../helpers/test-run.ts'
import { measureSpans, spanLines } from '../../helpers/measured-spans.ts'

const read = (): Buffer => nodeFs.readFileSync('package.json')

test('each has a name that the option `spans` knows', () => {
  for (const { name } of INSTRUMENTS) expect(INSTRUMENT_NAMES).toContain(name)
  expect(new Set(INSTRUMENTS).size).toBe(INSTRUMENTS.length)
})

test.for([
  [true, ['own', '  fs.readFileSync']],
  [['fs'], ['own', '  fs.readFileSync']],
  [['pg'], ['own']],
  [false, ['own']],
] as const)('spans: %j', async ([spans, lines]) => {
  const run = await measureSpans(() => span('own', read), { spans })
  expect(spanLines(run)).toStrictEqual(lines)
})

test('a measurement says more than the options', async () => {
  const run = testRun({ spans: false })
  expect(spanLines(await measureSpans(read, {}, run))).toStrictEqual([])
  const other = await measureSpans(read, { spans: ['fs'] }, testRun({ spans: ['pg'] }))
  expect(spanLines(other)).toStrictEqual(['fs.readFileSync'])
})

test('two that listen get each span once, and the last one to leave ends it', async () => {
  const real = nodeFs.readFileSync
  const first = startAutomatic()
  const run = await measureSpans(read)
  expect(spanLines(run)).toStrictEqual(['fs.readFileSync'])
  expect(nodeFs.readFileSync).not.toBe(real)
  first()
  expect(nodeFs.readFileSync).toBe(real)
})

test('iterations that open none are not told apart', async () => {
  hub.used = false
  await measureSpans(() => sleep(0), { iterations: 30 })
  expect(hub.used).toBe(false)
  await measureSpans(read)
  expect(hub.used).toBe(true)
})
