import { expect, test } from 'vitest'
import { garbageCollector } from '../../../src/profiler/v8/garbage-collector.ts'
import { GcWatch } from '../../../src/worker/memory/gc-watch.ts'
import { eventLoopTurn, pause } from '../../../src/worker/real-time.ts'

const collect = garbageCollector('a test')

test('counts the collections between start and stop, and how long they took', async () => {
  const watch = new GcWatch()
  collect()
  watch.start()
  collect()
  await eventLoopTurn()
  collect()
  await pause(5)
  watch.stop()
  collect()
  const { collections, pauseMs, share } = await watch.result()
  watch.end()
  // The engine may collect by itself, too.
  expect(collections).toBeGreaterThanOrEqual(2)
  expect(pauseMs).toBeGreaterThan(0)
  expect(share).toBeGreaterThan(0)
  expect(share).toBeLessThanOrEqual(1)
})

test('hears nothing once it has ended', async () => {
  const watch = new GcWatch()
  watch.start()
  watch.end()
  collect()
  await eventLoopTurn()
  watch.stop()
  expect(await watch.result()).toEqual({ collections: 0, pauseMs: 0, share: 0 })
})
