import { describe, expect, test } from 'vitest'
import type { WorkerBaseline } from '../../../src/core/options/baseline-options.ts'
import { readTestReport } from '../../../src/core/wire.ts'
import type { MeasurementRecord } from '../../../src/core/wire.ts'
import { wantsReference } from '../../../src/worker/baseline/wants-reference.ts'
import { measure } from '../../../src/worker/measure.ts'
import { realTime } from '../../../src/worker/real-time.ts'
import { recordTry } from '../../../src/worker/record.ts'
import { MACHINE, realEntryOf } from '../../helpers/real-times.ts'
import { placeOf, testRun } from '../../helpers/test-run.ts'

const BASELINE: WorkerBaseline = {
  path: '/project/skillperf.baseline.json',
  root: '/project',
  project: '',
  machine: MACHINE,
  update: 'all',
  rewritesReal: false,
  enforce: false,
  minDetectableSlowdown: 0.1,
  tolerance: 0,
  recording: true,
}

/** Measures in a process that records, unless the argument says otherwise. */
async function measured(
  options: object,
  fn: () => unknown,
  baseline: Partial<WorkerBaseline> = {},
): Promise<MeasurementRecord> {
  const run = testRun({ baseline: { ...BASELINE, ...baseline } })
  await measure(run, ['parse', { warmup: 0, ...options }, fn], placeOf())
  const reading = readTestReport(
    // As it travels.
    JSON.parse(JSON.stringify({ version: 1, tries: [{ retry: 0, repeat: 0, ...(await recordTry(run)) }] })),
  )
  if (reading.kind !== 'report') throw new Error(JSON.stringify(reading))
  const [record] = reading.report.tries[0]?.measurements ?? []
  if (record === undefined) throw new Error('nothing was measured')
  return record
}

function compute(): void {
  for (const endMs = realTime.now() + 0.2; realTime.now() < endMs;);
}

describe('perf.measure of what is recorded', () => {
  test('goes on until there are enough slices, and leaves its row', async () => {
    const { baseline, n } = await measured({}, compute)
    // 180 slices of 1 ms at least, of iterations of 0.2 ms or more: as many as a busy machine lets it do.
    expect(n).toBeGreaterThanOrEqual(180)
    expect(baseline).toMatchObject({ exact: null, source: 'options' })
    expect(baseline?.row).toMatchObject({ n, busyShare: expect.toSatisfy((share: number) => share > 0.5) })
    expect(baseline?.row?.floorNs).toBeGreaterThanOrEqual(200_000)
    expect(baseline?.row?.q05Ns).toBeGreaterThanOrEqual(baseline?.row?.floorNs ?? Infinity)
    expect(baseline?.row?.ref05Ns).toBeGreaterThan(0)
    expect(baseline?.quantilesNs).toHaveLength(41)
  })

  test('keeps to the iterations that somebody asked for', async () => {
    const { baseline, n } = await measured({ iterations: 25 }, compute)
    expect(n).toBe(25)
    expect(baseline?.row?.n).toBe(25)
  })

  test.for<[string, object, Partial<WorkerBaseline>]>([
    ['of several iterations at once', { concurrency: 2, iterations: 25 }, {}],
    ['of too few iterations', { iterations: 5 }, {}],
    ['that nobody records or compares', { iterations: 25 }, { recording: false }],
  ])('leaves none %s', async ([, options, baseline]) => {
    expect((await measured(options, compute, baseline)).baseline?.row ?? null).toBeNull()
  })
})

test.for([
  { baseline: undefined, known: realEntryOf(), wants: false },
  { baseline: BASELINE, known: undefined, wants: true },
  { baseline: { ...BASELINE, recording: false }, known: undefined, wants: false },
  { baseline: { ...BASELINE, recording: false }, known: realEntryOf(), wants: true },
])('the reference runs where it is of use: $wants', ({ baseline, known, wants }) => {
  expect(wantsReference(baseline, known)).toBe(wants)
})
