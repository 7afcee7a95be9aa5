import { describe, expect, test } from 'vitest'
import { CallCounter, endCall, startCall } from '../../src/worker/call-counter.ts'
import type { IterationCalls } from '../../src/worker/call-counter.ts'

function iteration(...calls: readonly (readonly [name: string, ms: number])[]): IterationCalls {
  const seen: IterationCalls = new Map()
  for (const [name, ms] of calls) {
    startCall(seen, name)
    endCall(seen, name, ms)
  }
  return seen
}

describe('startCall', () => {
  test('counts the calls of each name from 0', () => {
    const calls: IterationCalls = new Map()
    const names = ['search', 'search', 'fetch', 'search']
    expect(names.map((name) => startCall(calls, name))).toStrictEqual([0, 1, 0, 2])
  })
})

describe('endCall', () => {
  test('leaves a name that never started alone', () => {
    const calls: IterationCalls = new Map()
    endCall(calls, 'search', 5)
    expect(calls.size).toBe(0)
  })
})

describe('CallCounter', () => {
  test('adds iterations up', () => {
    const counter = new CallCounter()
    counter.add(iteration(['search', 10], ['search', 20], ['fetch', 5]))
    counter.add(iteration(['search', 30]))
    counter.add(iteration(['search', 10], ['search', 10], ['search', 10], ['fetch', 5]))
    counter.add(iteration(['search', 30], ['search', 60]))
    expect(counter.counts([], 4)).toStrictEqual({
      search: { total: 8, perIteration: { min: 1, mean: 2, max: 3 }, atOnce: 1, meanMs: 22.5 },
      // Two iterations had none.
      fetch: { total: 2, perIteration: { min: 0, mean: 0.5, max: 1 }, atOnce: 1, meanMs: 5 },
    })
  })

  test('counts iterations that called nothing, which nobody has to add', () => {
    const counter = new CallCounter()
    counter.add(iteration(['search', 10], ['search', 20]))
    expect(counter.counts(['fetch'], 4)).toStrictEqual({
      fetch: { total: 0, perIteration: { min: 0, mean: 0, max: 0 }, atOnce: 0, meanMs: 0 },
      search: { total: 2, perIteration: { min: 0, mean: 0.5, max: 2 }, atOnce: 1, meanMs: 15 },
    })
  })

  test('lists known tools first, even those that nobody called', () => {
    const counter = new CallCounter()
    counter.add(iteration(['late', 1]))
    const counts = counter.counts(['never', 'late'], 1)
    expect(Object.keys(counts)).toStrictEqual(['never', 'late'])
    expect(counts['never']).toStrictEqual({
      total: 0,
      perIteration: { min: 0, mean: 0, max: 0 },
      atOnce: 0,
      meanMs: 0,
    })
  })

  test('has only zeros when nothing ran', () => {
    expect(new CallCounter().counts(['search'], 0)).toStrictEqual({
      search: { total: 0, perIteration: { min: 0, mean: 0, max: 0 }, atOnce: 0, meanMs: 0 },
    })
  })

  test('counts calls that never ended', () => {
    const counter = new CallCounter()
    const calls: IterationCalls = new Map()
    startCall(calls, 'search')
    counter.add(calls)
    expect(counter.counts([], 1)['search']).toMatchObject({ total: 1, meanMs: 0 })
  })

  test('takes the mean of the calls that ended', () => {
    const counter = new CallCounter()
    const calls: IterationCalls = new Map()
    for (const _ of [1, 2, 3]) startCall(calls, 'search')
    endCall(calls, 'search', 10)
    endCall(calls, 'search', 30)
    counter.add(calls)
    expect(counter.counts([], 1)['search']).toMatchObject({ total: 3, atOnce: 3, meanMs: 20 })
  })
})
