import { describe, expect, test } from 'vitest'
import { areSteady, calmProcesses } from '../../../src/core/baseline/calm-processes.ts'
import { rowOf } from '../../helpers/process-rows.ts'

/** Processes whose reference took so many µs. */
const taking = (...micros: readonly number[]): { row: ReturnType<typeof rowOf> }[] =>
  micros.map((micro) => ({ row: rowOf({ ref05Ns: micro * 1_000 }) }))
const microsOf = (recorded: readonly { row: ReturnType<typeof rowOf> }[]): number[] =>
  recorded.map(({ row }) => row.ref05Ns / 1_000)

describe('what a baseline keeps', () => {
  test.for([
    { recorded: [45, 46, 45, 44, 45], kept: [45, 46, 45, 44, 45], steady: true },
    { recorded: [45, 46, 70, 44, 45], kept: [45, 46, 70, 44, 45], steady: false },
    { recorded: [45, 46, 70, 44, 45, 47], kept: [45, 46, 44, 45, 47], steady: true },
    { recorded: [70, 71, 70, 69, 70, 45], kept: [70, 70, 69, 70, 45], steady: false },
    { recorded: [70, 70, 71, 69, 70], kept: [70, 70, 71, 69, 70], steady: true },
    { recorded: [], kept: [], steady: true },
  ])('of references of $recorded µs', ({ recorded, kept, steady }) => {
    expect(microsOf(calmProcesses(taking(...recorded)))).toStrictEqual(kept)
    expect(areSteady(taking(...recorded))).toBe(steady)
  })

  test('of code that waits are the first, whatever the reference says', () => {
    const waiting = [70, 45, 45, 45, 90, 44].map((micro) => ({
      row: rowOf({ ref05Ns: micro * 1_000, busyShare: 0.1 }),
    }))
    expect(areSteady(waiting)).toBe(true)
    expect(microsOf(calmProcesses(waiting))).toStrictEqual([70, 45, 45, 45, 90])
  })
})
