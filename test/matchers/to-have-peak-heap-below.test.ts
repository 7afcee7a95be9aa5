import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import * as matchers from '../../matchers/index.ts'
import { SkillperfError } from '../../src/core/errors.ts'
import { installClockShims } from '../../src/worker/virtual/shims/install.ts'
import { inTest } from '../helpers/in-test.ts'
import { measurementOf } from '../helpers/measurement-of.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

installClockShims()
expect.extend(matchers)
// Time enough on a machine that is busy with everything else, too.
vi.setConfig({ testTimeout: 120_000 })

/** As long as it takes, whatever else the machine does. */
const PATIENT = { maxTime: '1min' } as const
const LINES = 40_000

/** Rows one by one, as a parser hands them on. */
async function* rows(): AsyncGenerator<{ id: number; values: number[] }> {
  for (let id = 0; id < LINES; id++) yield { id, values: new Array(50).fill(id) }
}

async function streaming(): Promise<number> {
  let sum = 0
  for await (const { values } of rows()) sum += values.length
  return sum
}

/** Holds 19 MB of them. */
async function gathering(): Promise<number> {
  const all: { readonly values: readonly number[] }[] = []
  for await (const row of rows()) all.push(row)
  return all.reduce((sum, { values }) => sum + values.length, 0)
}

function gatheringAtOnce(): number {
  const all = Array.from({ length: LINES }, (_, id) => ({ id, values: new Array(50).fill(id) }))
  return all.reduce((sum, { values }) => sum + values.length, 0)
}

function streamingAtOnce(): number {
  let sum = 0
  for (let id = 0; id < LINES; id++) sum += { id, values: new Array(50).fill(id) }.values.length
  return sum
}

/** In a test that fails where something could not be told. */
const decided = (fn: () => Promise<void>): Promise<void> => inTest(fn, { inconclusive: 'fail' })

describe('expect(fn).toHavePeakHeapBelow', () => {
  test('tells a stream from one that gathers everything', () =>
    decided(async () => {
      await expect(streaming).toHavePeakHeapBelow('8MB', PATIENT)
      await expect(gathering).not.toHavePeakHeapBelow('8MB', PATIENT)
      await expect(gathering).toHavePeakHeapBelow('60MB', PATIENT)
    }))

  test('sees what code holds that never waits', () =>
    decided(async () => {
      await expect(gatheringAtOnce).not.toHavePeakHeapBelow('8MB', PATIENT)
      await expect(streamingAtOnce).toHavePeakHeapBelow('4MB', PATIENT)
    }))

  test('counts buffers', () =>
    decided(async () => {
      const folder = mkdtempSync(join(tmpdir(), 'skillperf-peak-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const file = join(folder, 'large')
      writeFileSync(file, Buffer.alloc(30_000_000))
      const whole = async (): Promise<number> => (await readFile(file)).length
      const pieces = async (): Promise<number> => {
        let bytes = 0
        for await (const piece of createReadStream(file)) bytes += (piece as Buffer).length
        return bytes
      }
      await expect(whole).not.toHavePeakHeapBelow('10MB', PATIENT)
      await expect(pieces).toHavePeakHeapBelow('10MB', PATIENT)
    }))

  test('says what was held', async () => {
    const { message } = await rejectionOf(expect(gathering).toHavePeakHeapBelow('8MB', PATIENT))
    const [title, , expected, received, , heap] = message.split('\n')
    expect(title).toMatch(
      /^expect\(fn\)\.toHavePeakHeapBelow\("8MB", \{ maxTime: "1min" \}\) {3}what could be reached at once, above the [\d.]+ MB before$/,
    )
    expect(expected).toMatch(/^Expected peak {2}< +8 MB$/)
    expect(received).toMatch(
      /^Received peak {2}≥ +1\d\.\d MB {10}1\d\.\d MB to [12]\d\.\d MB · run [234], \d+ collections · [\d.]+ MB allocated$/,
    )
    expect(heap).toMatch(/^ {2}heap {6}1\d\.\d MB$/)
    expect(message.split('\n').at(-1)).toBe(
      'Next step: it holds everything at once: read and hand on piece by piece, with `for await` over a stream or a generator, instead of gathering into an array, a string or a Buffer first.',
    )
  })

  test('counts the result', async () => {
    const result = (): unknown => new Array(2_000_000).fill(0)
    const { message } = await rejectionOf(expect(result).toHavePeakHeapBelow('8MB', PATIENT))
    expect(message).toMatch(/\n {2}held when it had returned {2}16\.\d MB\n/)
    expect(message).toMatch(/Next step: most of it is still held when the function has returned/)
  })

  test('under .not, one run is enough', async () => {
    let runs = 0
    const { message } = await rejectionOf(expect(() => runs++).not.toHavePeakHeapBelow('8MB', PATIENT))
    expect(message).toMatch(/\nExpected peak {2}≥ +8 MB\nReceived peak {2}≤ +[\d.]+ KB /)
    expect(runs).toBe(1)
  })

  test('throws what the function throws', async () => {
    const boom = new Error('boom')
    const fails = (): never => {
      throw boom
    }
    expect(await rejectionOf(expect(fails).toHavePeakHeapBelow(10))).toBe(boom)
    expect(await rejectionOf(expect(() => Promise.reject(boom)).not.toHavePeakHeapBelow(10))).toBe(boom)
  })

  test.for<[string, unknown, string]>([
    ['a measurement', measurementOf([1]), 'an instance of Measurement'],
    ['a promise', Promise.resolve(), 'a promise, whose work has begun already'],
  ])('refuses %s', async ([, subject, received]) => {
    const error = await rejectionOf(expect(subject).toHavePeakHeapBelow('2MB'))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(
      `toHavePeakHeapBelow runs a function and watches memory meanwhile, received ${received}. Write:\n\n  await expect(() => research(query)).toHavePeakHeapBelow("2MB")`,
    )
  })

  test('refuses a limit that is none, and options that nobody knows', async () => {
    const assertion = expect(() => {})
    expect((await rejectionOf(assertion.toHavePeakHeapBelow('2' as never))).message).toBe(
      'toHavePeakHeapBelow: the limit has no unit, received "2". Write \'2B\', or the number 2.',
    )
    expect((await rejectionOf(assertion.toHavePeakHeapBelow(2, { warmup: 2 } as never))).message).toBe(
      'toHavePeakHeapBelow: unknown option `warmup`. Known: maxTime, clock.',
    )
  })
})

describe('in a test', () => {
  test('a concurrent one is refused', async () => {
    await inTest(
      async () => {
        const { message } = await rejectionOf(expect(() => {}).toHavePeakHeapBelow(10))
        expect(message).toContain('toHavePeakHeapBelow: this test is concurrent')
      },
      { concurrent: true },
    )
  })

  test('waiting takes no time on the virtual clock', async () => {
    await inTest(async () => {
      const slow = async (): Promise<void> => {
        const held = new Array(2_000_000).fill(0)
        await new Promise((resolve) => setTimeout(resolve, 3_600_000))
        held.length = 0
      }
      await expect(slow).not.toHavePeakHeapBelow('8MB', { ...PATIENT, clock: 'virtual' })
    })
  })
})
