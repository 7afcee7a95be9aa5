import { expect, test } from 'vitest'
import { Reference, runReference } from '../../../src/worker/baseline/reference.ts'
import { sink } from '../../../src/worker/load/consume.ts'
import { REFERENCE_VERSION } from '../../../src/core/baseline/reference-version.ts'

/** A clock that goes on by so many ms whenever it is read. */
function clockOf(stepMs: number): () => number {
  let nowMs = 0
  return () => (nowMs += stepMs)
}

test('the reference does the same work as ever: another one needs another version', () => {
  runReference()
  expect({ result: sink.item, version: REFERENCE_VERSION }).toStrictEqual({ result: 4_320, version: 1 })
})

test('Reference keeps what each run takes', () => {
  const reference = new Reference(clockOf(0.05))
  expect(reference.q05Ns).toBeNaN()
  for (let nth = 0; nth < 20; nth++) reference.run()
  expect(reference.runs).toBe(20)
  expect(reference.q05Ns).toBeCloseTo(50_000, 3)
  expect(reference.spentMs).toBeCloseTo(1, 9)
})

test('Reference is enough after 180 runs', () => {
  const reference = new Reference(clockOf(0.05))
  for (let nth = 0; nth < 179; nth++) reference.run()
  expect(reference.enough).toBe(false)
  reference.run()
  expect(reference.enough).toBe(true)
})

test('Reference warms up for 20 ms, which count nowhere', () => {
  const now = clockOf(5)
  const reference = new Reference(now)
  reference.warmUp()
  expect(reference.runs).toBe(0)
  expect(reference.spentMs).toBe(0)
  // Began at 5, ended with the first look at 25 or later; this is one more.
  expect(now()).toBe(30)
})
