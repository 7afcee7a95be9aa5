import { expect, test } from 'vitest'
import { CallLog } from '../../../src/core/calls/call-log.ts'
import { HTTP } from '../../helpers/calls.ts'

test('a call that is forgotten was never there', () => {
  const log = new CallLog()
  const first = log.begin('search', HTTP, 0)
  const second = log.begin('search', HTTP, 1)
  log.forget(second)
  // What comes later changes nothing.
  log.end(second, { status: 200 }, 5)
  log.end(first, { status: 200 }, 10)
  const third = log.begin('search', HTTP, 11)
  expect(log.calls).toStrictEqual([first, third])
  expect([third.nth, third.depth, third.after]).toStrictEqual([1, 2, first])
})

test('a call that has ended cannot be forgotten', () => {
  const log = new CallLog()
  const call = log.begin('search', HTTP, 0)
  log.end(call, { status: 200 }, 5)
  log.forget(call)
  expect(log.calls).toStrictEqual([call])
})

test('one that is forgotten out of turn leaves the others their numbers', () => {
  const log = new CallLog()
  const [first, second] = [log.begin('search', HTTP, 0), log.begin('search', HTTP, 0)]
  log.forget(first)
  expect([second.nth, log.begin('search', HTTP, 0).nth]).toStrictEqual([1, 2])
})

test.for([
  ['nothing, where it was alone', undefined, undefined],
  ['a repeat of the one before it', { status: 200 }, 'repeat'],
  ['a retry of the one before it', { status: 503 }, 'retry'],
] as const)('what asks the same as a forgotten call is %s', ([, outcome, again]) => {
  const log = new CallLog()
  if (outcome !== undefined) {
    const before = log.begin('search', HTTP, 0)
    log.ask(before, 'GET /')
    log.end(before, outcome, 1)
  }
  const forgotten = log.begin('search', HTTP, 2)
  log.ask(forgotten, 'GET /')
  log.forget(forgotten)
  const later = log.begin('search', HTTP, 3)
  log.ask(later, 'GET /')
  expect(later.again).toBe(again)
})
