import { describe, expect, test } from 'vitest'
import type { Collecting } from '../../../src/core/memory/heap-peak.ts'
import { withExactBooks } from '../../../src/worker/memory/collector-flags.ts'
import { garbageCollector } from '../../../src/profiler/v8/garbage-collector.ts'
import { recordHeap } from '../../../src/worker/memory/record-heap.ts'

const collect = garbageCollector('a test')
const sink: { item: unknown } = { item: undefined }

/** So many times half a kilobyte that nobody keeps. */
async function litter(times: number): Promise<void> {
  for (let i = 0; i < times; i++) sink.item = new Array(60).fill(i)
}

/** More than the engine takes without a collection. */
const littering = (): Promise<void> => litter(200_000)

const kinds = async (run: () => Promise<void>): Promise<boolean[]> =>
  (await recordHeap(run)).collections.map(({ full }) => full)

describe('withExactBooks', () => {
  test.for<Collecting>(['whole heap', 'whole heap, often'])(
    'has %s collected, and no longer',
    async (how) => {
      const during = await withExactBooks(how, async () => {
        collect('thorough')
        return kinds(() => litter(20_000))
      })
      expect(during).not.toHaveLength(0)
      expect(during).not.toContain(false)
      expect(await kinds(littering)).toContain(false)
    },
  )

  test('puts the flags back when something is thrown', async () => {
    const boom = new Error('boom')
    await expect(withExactBooks('whole heap', () => Promise.reject(boom))).rejects.toBe(boom)
    expect(await kinds(littering)).toContain(false)
  })

  test('lets no buffer stay on the books that is garbage', async () => {
    const { collections } = await withExactBooks('as it is', () =>
      recordHeap(async () => {
        sink.item = Buffer.alloc(5_000_000)
        sink.item = undefined
        collect()
      }),
    )
    const [last] = collections.filter(({ full }) => full).slice(-1)
    expect(last?.before.offHeapBytes).toBeGreaterThanOrEqual((last?.after.offHeapBytes ?? 0) + 5_000_000)
  })
})

describe('the collector', () => {
  test.for<['young' | 'thorough' | undefined, boolean]>([
    ['young', false],
    ['thorough', true],
    [undefined, true],
  ])('%s: of the whole heap %s', async ([how, whole]) => {
    expect((await kinds(async () => collect(how))).at(-1)).toBe(whole)
  })
})
