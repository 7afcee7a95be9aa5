import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describedModel, drawLatency, readLatency } from '../../../../src/core/time/latency/model.ts'
import { thrownBy } from '../../../helpers/thrown-by.ts'

const half = (): number => 0.5

describe('drawLatency', () => {
  test.for([
    [0, 0],
    [1.2344, 1.234],
    [1.2346, 1.235],
    [0.0004, 0],
    [99.999_999, 100],
  ] as const)('quantises %d ms to %d', ([ms, drawn]) => {
    expect(drawLatency(() => ms, half, 'here')).toBe(drawn)
  })

  test('is a whole number of µs, at most half a µs off', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (ms) => {
        const drawn = drawLatency(() => ms, half, 'here')
        expect(drawn).toBe(Math.round(drawn * 1_000) / 1_000)
        expect(Math.abs(drawn - ms)).toBeLessThanOrEqual(0.000_500_1)
      }),
    )
  })

  test('hands the stream to the model', () => {
    expect(drawLatency((random) => random() * 10, half, 'here')).toBe(5)
  })

  const rule = 'a latency model must return milliseconds from 0 up'
  const hint = 'it gets a function that returns a random number below 1.'
  const named = function slow(): number {
    return -1
  }

  test.for<[string, (random: () => number) => number, string]>([
    [
      'described',
      describedModel('mine', () => -1),
      `here: ${rule}, received -1. Look at the model mine: ${hint}`,
    ],
    ['named', named, `here: ${rule}, received -1. Look at the model slow: ${hint}`],
    [
      'anonymous',
      (
        () => () =>
          Number.NaN
      )(),
      `here: ${rule}, received NaN. Look at the model in \`latency\`: ${hint}`,
    ],
    [
      'endless',
      describedModel('mine', () => Infinity),
      `here: ${rule}, received Infinity. Look at the model mine: ${hint}`,
    ],
    [
      'no number at all',
      describedModel('mine', () => '5' as unknown as number),
      `here: ${rule}, received "5". Look at the model mine: ${hint}`,
    ],
  ])('refuses what a model returns that is %s', ([, model, message]) => {
    expect(thrownBy(() => drawLatency(model, half, 'here')).message).toBe(message)
  })
})

describe('readLatency', () => {
  test('takes a model as it is', () => {
    const model = (): number => 5
    expect(readLatency(model, 'here')).toBe(model)
  })

  test.for<[unknown, number]>([
    [0, 0],
    [5, 5],
    ['1.5s', 1500],
  ])('takes %o for a fixed latency', ([value, ms]) => {
    const model = readLatency(value, 'here')
    expect(model(half)).toBe(ms)
    expect(model.description).toBe(`${ms} ms`)
  })
})
