import { describe, expect, test } from 'vitest'
import { SequentialSla } from '../../src/core/sequential-sla.ts'
import { readSla } from '../../src/core/sla.ts'
import type { Sla } from '../../src/core/sla.ts'

function slaOf(sla: Sla): SequentialSla {
  return new SequentialSla(readSla(sla, 'here'))
}

/** [decidable, decided, hopeless] */
function stateOf(sla: SequentialSla): [boolean, boolean, boolean] {
  return [sla.decidable, sla.decided, sla.hopeless]
}

const OPEN = [true, false, false]
const KEPT = [true, true, false]
const BREACHED = [true, true, true]

function times(count: number, what: () => void): void {
  for (let i = 0; i < count; i++) what()
}

describe('SequentialSla', () => {
  test.for<[string, Sla, boolean]>([
    ['a percentile', { p95: 100 }, true],
    ['the error rate', { errorRate: 0.05 }, true],
    ['an error rate of 1, which only the end tells', { errorRate: 1 }, false],
    ['the mean', { mean: 100 }, false],
    ['the throughput', { throughput: 100 }, false],
    ['the longest', { max: 100 }, false],
    ['the longest beside a percentile', { max: 100, p99: 50 }, true],
  ])('%s is decidable: %s', ([, sla, decidable]) => {
    expect(stateOf(slaOf(sla))).toStrictEqual([decidable, false, false])
  })

  test('without limits decides nothing', () => {
    const sla = new SequentialSla([])
    sla.sample(1)
    sla.error()
    sla.dropped()
    expect(stateOf(sla)).toStrictEqual([false, false, false])
  })

  test('keeps a p95 after 93 samples below it', () => {
    const sla = slaOf({ p95: 100 })
    times(92, () => sla.sample(99.999))
    expect(stateOf(sla)).toStrictEqual(OPEN)
    sla.sample(99.999)
    expect(stateOf(sla)).toStrictEqual(KEPT)
  })

  test('breaches it after 20 samples that are as long as the limit', () => {
    const sla = slaOf({ p95: 100 })
    times(19, () => sla.sample(100))
    expect(stateOf(sla)).toStrictEqual(OPEN)
    sla.sample(100)
    expect(stateOf(sla)).toStrictEqual(BREACHED)
  })

  test('takes arrivals that were turned away for slow, and leaves failed iterations to the error rate', () => {
    const dropping = slaOf({ p95: 100 })
    times(20, () => dropping.dropped())
    expect(stateOf(dropping)).toStrictEqual(BREACHED)
    const failing = slaOf({ p95: 100 })
    times(1_000, () => failing.error())
    expect(stateOf(failing)).toStrictEqual(OPEN)
  })

  test('counts every iteration for the error rate, however long, and no arrival that was turned away', () => {
    const sla = slaOf({ errorRate: 0.05 })
    times(1_000, () => sla.dropped())
    times(92, () => sla.sample(1e9))
    expect(stateOf(sla)).toStrictEqual(OPEN)
    sla.sample(1e9)
    expect(stateOf(sla)).toStrictEqual(KEPT)
    const failing = slaOf({ errorRate: 0.05 })
    times(20, () => failing.error())
    expect(stateOf(failing)).toStrictEqual(BREACHED)
  })

  test('waits for the last of several limits', () => {
    const sla = slaOf({ p95: 100, errorRate: 0.01 })
    times(93, () => sla.sample(1))
    expect(stateOf(sla)).toStrictEqual(OPEN)
    times(379, () => sla.sample(1))
    expect(stateOf(sla)).toStrictEqual(OPEN)
    sla.sample(1)
    expect(stateOf(sla)).toStrictEqual(KEPT)
  })

  test('is hopeless as soon as one limit is, though others are open', () => {
    const sla = slaOf({ p50: 10, p99: 100 })
    times(30, () => sla.sample(50))
    expect(stateOf(sla)).toStrictEqual([true, false, true])
  })

  test('is hopeless with one sample as long as the longest may be, which does not keep the others open', () => {
    const sla = slaOf({ p95: 300, max: 200 })
    sla.sample(199.999)
    expect(sla.hopeless).toBe(false)
    sla.sample(200)
    expect(stateOf(sla)).toStrictEqual([true, false, true])
    times(91, () => sla.sample(1))
    expect(stateOf(sla)).toStrictEqual(BREACHED)
  })

  test('takes back what more samples have made uncertain', () => {
    const sla = slaOf({ p90: 100 })
    times(20, () => sla.sample(1_000))
    expect(stateOf(sla)).toStrictEqual(BREACHED)
    times(100, () => sla.sample(1))
    expect(stateOf(sla)).toStrictEqual(OPEN)
  })

  test.for<[string, number, boolean]>([
    ['kept by a hair', 99, false],
    ['kept by less than ten times', 10, false],
    ['kept by more', 9.9, true],
    ['broken by a hair', 100, false],
    ['broken by ten times', 1_000, false],
    ['broken by more', 1_001, true],
  ])('is clear where no spell can have done it: %s', ([, ms, clear]) => {
    const sla = slaOf({ p95: 100 })
    times(93, () => sla.sample(ms))
    expect([sla.decided, sla.clear]).toStrictEqual([true, clear])
  })

  test('is clear about errors', () => {
    const sla = slaOf({ errorRate: 0.5 })
    times(20, () => sla.error())
    expect([sla.hopeless, sla.clear]).toStrictEqual([true, true])
  })
})
