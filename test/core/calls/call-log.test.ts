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
