import { describe, expect, test } from 'vitest'
import { summarizeSlices } from '../../bench/overhead.ts'
import type { ToolSlice } from '../../bench/overhead.ts'

describe('summarizeSlices', () => {
  /** One turn: the function takes 100 ns, tinybench and we add what is given, in a slice slowed down by a factor. */
  const turn = (round: number, slice: number, tinybench: number, ours: number, slow = 1): ToolSlice[] =>
    Object.entries({ bare: 0, tinybench, skillperf: ours, mitata: 1 }).map(([tool, ns]) => ({
      round,
      slice,
      row: 'a row',
      tool,
      periodNs: (100 + ns) * slow,
      reported:
        tool === 'bare' ? undefined : { meanNs: (100 + ns / 2) * slow, medianNs: (100 + ns / 4) * slow },
    }))

  test('compares within each slice, then takes medians', () => {
    const slices = [
      ...[0, 1, 2].flatMap((slice) => turn(0, slice, 200, 120)),
      ...[0, 1, 2].flatMap((slice) => turn(1, slice, 200, 120)),
      // Slowed down: the ratio stays, and the median leaves the rest out.
      ...[0, 1, 2].flatMap((slice) => turn(2, slice, 200, 120, 10)),
    ]
    const { rows, asides } = summarizeSlices(slices)
    expect(rows).toStrictEqual([
      { row: 'a row', work: 100, peer: 200, ours: 120, ratio: 0.6, difference: -80 },
    ])
    expect(asides.map((aside) => aside.rows)).toStrictEqual([
      [['a row', 1]],
      [['a row', 100, 60, 0.5]],
      [['a row', 50, 30, 0.25]],
    ])
  })

  test('a tool that is missing has no figure', () => {
    const slices = turn(0, 0, 200, 120).filter(({ tool }) => tool !== 'skillperf')
    expect(summarizeSlices(slices).rows).toMatchObject([{ peer: 200, ours: Number.NaN, ratio: Number.NaN }])
  })
})
