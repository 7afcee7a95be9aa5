import { describe, expect, test } from 'vitest'
import { formatBlockFailure } from '../../src/core/block-failure.ts'
import { BlockWatch } from '../../src/core/block-watch.ts'

/** Each look: the time, how long the thread has waited for a processor, and what was idle. */
type Look = readonly [nowMs: number, waitedMs: number | undefined, idleMs: number]

describe('BlockWatch', () => {
  test.for<[string, readonly Look[], { ms: number; atMs: number }]>([
    ['nothing', [], { ms: 0, atMs: 0 }],
    [
      'the longest',
      [
        [110, 0, 1],
        [150, 0, 1],
        [155, 0, 1],
      ],
      { ms: 39, atMs: 10 },
    ],
    [
      'the first of two',
      [
        [120, 0, 0],
        [140, 0, 0],
      ],
      { ms: 20, atMs: 0 },
    ],
    [
      'without what others took',
      [
        [150, 45, 0],
        [160, 45, 0],
      ],
      { ms: 10, atMs: 50 },
    ],
    ['where nobody knows of others', [[150, undefined, 0]], { ms: 50, atMs: 0 }],
    [
      'where it is idle only',
      [
        [101, 0, 1],
        [102, 0, 1],
      ],
      { ms: 0, atMs: 0 },
    ],
  ])('finds %s', ([, looks, longest]) => {
    const watch = new BlockWatch(100, looks[0]?.[1] === undefined ? undefined : 0)
    for (const look of looks) watch.look(...look)
    expect(watch.longest).toStrictEqual(longest)
  })
})

describe('formatBlockFailure', () => {
  const attempts = [
    { ms: 201.4, atMs: 13 },
    { ms: 182.2, atMs: 12.31 },
    { ms: 190, atMs: 11 },
  ]
  const finding = { limitMs: 50, attempts, shortest: { ms: 182.2, atMs: 12.31 }, company: false }

  test('of a function that blocks', () => {
    expect(formatBlockFailure(finding, { title: 'expect(fn).toNotBlockEventLoop(50)', negated: false }))
      .toMatchInlineSnapshot(`
      "expect(fn).toNotBlockEventLoop(50)   real clock

      Expected longest block  <  50 ms
      Received longest block    182 ms          the shortest of 3 attempts: 201 · 182 · 190

      The event loop stood still from 12.3 ms after the call on: no timer and no answer of another request could be served.
      Next step: look for what computes long without an \`await\`, or for a call that ends in Sync; split it, with \`await setImmediate()\` of node:timers/promises between the parts, or move it into a worker thread."
    `)
  })

  test('beside other tests', () => {
    expect(
      formatBlockFailure({ ...finding, company: true }, { title: 'expect(fn)', negated: false }),
    ).toContain('\nOther tests were running in this process: they may be what has blocked it.\n')
  })

  test('of one that does not, under .not', () => {
    const short = { ms: 0.4, atMs: 3 }
    expect(
      formatBlockFailure(
        { limitMs: 50, attempts: [short], shortest: short, company: true },
        { title: 'expect(fn).not.toNotBlockEventLoop(50)', negated: true },
      ),
    ).toMatchInlineSnapshot(`
      "expect(fn).not.toNotBlockEventLoop(50)   real clock

      Expected longest block  ≥    50 ms
      Received longest block    0.400 ms          1 attempt"
    `)
  })
})
