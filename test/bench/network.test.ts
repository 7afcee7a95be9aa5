import { expect, test } from 'vitest'
import { summarizeRequests } from '../../bench/network.ts'
import type { RequestSample } from '../../bench/network.ts'

test('summarizeRequests compares within each round', () => {
  const round = (nth: number, slow: number): RequestSample[] =>
    ['GET', 'POST'].flatMap((row) => [
      { round: nth, row, tool: 'skillperf', cpuMs: 0.5 * slow },
      { round: nth, row, tool: "msw's setupServer", cpuMs: 2 * slow },
      { round: nth, row, tool: 'a stub of fetch', cpuMs: 0.25 * slow },
    ])
  const { rows, asides } = summarizeRequests([...round(0, 1), ...round(1, 1), ...round(2, 10)])
  expect(rows).toStrictEqual([
    { row: 'GET', peer: 2, ours: 0.5, ratio: 0.25, difference: -1.5 },
    { row: 'POST', peer: 2, ours: 0.5, ratio: 0.25, difference: -1.5 },
  ])
  expect(asides[0]?.rows).toStrictEqual([
    ['GET', 0.25, 2],
    ['POST', 0.25, 2],
  ])
})

test('summarizeRequests finds no ratio where a way is missing', () => {
  const { rows } = summarizeRequests([{ round: 0, row: 'GET', tool: 'skillperf', cpuMs: 1 }])
  expect(rows[0]?.ratio).toBeNaN()
})
