import { expect, test } from 'vitest'
import { RunningIterations } from '../../src/worker/running-iterations.ts'

type Event = readonly ['enter', number, number] | readonly ['leave', number, number, number]

test.for<[string, readonly Event[], number]>([
  [
    'one after the other: their own times, without what is between',
    [
      ['enter', 0, 0],
      ['leave', 0, 1, 11],
      ['enter', 1, 20],
      ['leave', 1, 21, 26],
    ],
    15,
  ],
  [
    'overlapping: once',
    [
      ['enter', 0, 0],
      ['enter', 1, 5],
      ['leave', 0, 0, 10],
      ['leave', 1, 5, 30],
    ],
    30,
  ],
  [
    'one around another',
    [
      ['enter', 0, 0],
      ['enter', 1, 5],
      ['leave', 1, 5, 6],
      ['leave', 0, 1, 9],
    ],
    8,
  ],
  ['nothing that has ended', [['enter', 0, 0]], 0],
])('counts the time in which any ran: %s', ([, events, elapsedMs]) => {
  const running = new RunningIterations()
  for (const event of events) {
    if (event[0] === 'enter') running.enter(event[1], event[2])
    else running.leave(event[1], event[2], event[3])
  }
  expect(running.elapsedMs).toBe(elapsedMs)
})

test('knows the one that has been running longest', () => {
  const running = new RunningIterations()
  expect(running.oldest(5)).toBeUndefined()
  running.enter(3, 10)
  running.enter(4, 12)
  expect(running.oldest(20)).toStrictEqual({ index: 3, ms: 10 })
  running.leave(3, 10, 21)
  expect(running.oldest(30)).toStrictEqual({ index: 4, ms: 18 })
})
