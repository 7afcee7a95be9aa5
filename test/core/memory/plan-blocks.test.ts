import { expect, test } from 'vitest'
import { planBlocks } from '../../../src/core/memory/plan-blocks.ts'
import type { BlockConditions } from '../../../src/core/memory/plan-blocks.ts'

const quick: BlockConditions = { callMs: 0.001, settleMs: 20, leftMs: 7_000, limitBytes: undefined }

test.for<[string, Partial<BlockConditions>, number | undefined]>([
  ['no more than 1 000 calls', {}, 1_000],
  ['40 ms of calls', { callMs: 0.4 }, 100],
  ['no less than 5 calls', { callMs: 10 }, 5],
  ['as many as show the limit', { callMs: 1, limitBytes: 16 }, 43],
  ['as many as show a small limit', { limitBytes: 0.5 }, 1_366],
  ['less than show the limit, where they do not fit', { callMs: 10, limitBytes: 1 }, 27],
  ['all blocks, of less than 40 ms', { callMs: 0.4, leftMs: 1_000 }, 54],
  ['12 larger blocks instead of 24 of nearly nothing', { callMs: 1, settleMs: 100, leftMs: 2_400 }, 100],
  ['6 blocks, where garbage takes that long', { callMs: 1, settleMs: 300, leftMs: 2_400 }, 100],
  ['single calls, where no more fit', { callMs: 300, leftMs: 2_400 }, 1],
  ['nothing where not even these fit', { callMs: 400, leftMs: 2_400 }, undefined],
])('%s', ([, conditions, calls]) => {
  expect(planBlocks({ ...quick, ...conditions })).toBe(calls)
})
