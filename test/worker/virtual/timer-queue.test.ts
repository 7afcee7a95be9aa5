import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TimerQueue } from '../../../src/worker/virtual/timer-queue.ts'
import type { Scheduled } from '../../../src/worker/virtual/timer-queue.ts'

interface Named extends Scheduled {
  readonly name: number
}

function timer(name: number): Named {
  return {
    name,
    atUs: 0,
    ticket: 0,
    kind: 'timeout',
    made: {},
    hasRef: () => true,
    fire: () => {},
    release: () => {},
  }
}

function drain(queue: TimerQueue): (Scheduled | undefined)[] {
  const taken: (Scheduled | undefined)[] = []
  while (queue.peek() !== undefined) taken.push(queue.take())
  return taken
}

describe('TimerQueue', () => {
  test('gives the earliest first, and those of one instant in the order of adding', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.boolean())), (rows) => {
        const queue = new TimerQueue()
        const timers = rows.map(([atUs, removed], i) => ({ timer: timer(i), atUs, removed }))
        for (const { timer, atUs } of timers) queue.add(timer, atUs)
        for (const { timer, removed } of timers) if (removed) queue.remove(timer)
        const left = timers.filter(({ removed }) => !removed).toSorted((a, b) => a.atUs - b.atUs)
        const expected = left.map(({ timer }) => timer)
        expect(queue.pending()).toEqual(expected)
        expect(drain(queue)).toEqual(expected)
      }),
    )
  })

  test('a timer that is added again counts from then', () => {
    const queue = new TimerQueue()
    const [a, b] = [timer(0), timer(1)]
    queue.add(a, 5)
    queue.add(b, 5)
    queue.add(a, 5)
    expect(drain(queue)).toEqual([b, a])
    expect(queue.take()).toBeUndefined()
  })

  test('the last of an instant comes after those that are added later', () => {
    const queue = new TimerQueue()
    const [a, b, c] = [timer(0), timer(1), timer(2)]
    queue.add(a, 5, true)
    queue.add(b, 5)
    queue.add(c, 6)
    expect(drain(queue)).toEqual([b, a, c])
  })
})
