import { describe, expect, test } from 'vitest'
import type { HeapLevel } from '../../../src/core/memory/heap-level.ts'
import { measureAllocation } from '../../../src/worker/memory/measure-allocation.ts'
import type { AllocationMeasuring, AllocationProbe } from '../../../src/worker/memory/measure-allocation.ts'
import type { RepeatedCode } from '../../../src/worker/memory/watch-heap.ts'

/** A machine on which calls take time and memory, as they are told to. */
class Machine implements AllocationProbe {
  nowMs = 0
  level: HeapLevel = { heapBytes: 0, offHeapBytes: 0 }
  calls = 0
  readonly now = (): number => this.nowMs

  async record(run: () => Promise<void>): Promise<HeapLevel> {
    const { heapBytes, offHeapBytes } = this.level
    this.allocate(4_816, 0)
    await run()
    return {
      heapBytes: this.level.heapBytes - heapBytes,
      offHeapBytes: this.level.offHeapBytes - offHeapBytes,
    }
  }

  allocate(heapBytes: number, offHeapBytes: number): void {
    this.level = {
      heapBytes: this.level.heapBytes + heapBytes,
      offHeapBytes: this.level.offHeapBytes + offHeapBytes,
    }
  }

  /** @param of tells what the nth call allocates, beside the 104 B that awaiting takes */
  code(callMs: number, of: (nth: number) => readonly [heap: number, offHeap: number]): RepeatedCode {
    let nth = 0
    return {
      stopped: false,
      repeat: async (calls) => {
        this.calls += calls
        for (let i = 0; i < calls; i++) {
          const [heap, offHeap] = of(nth++)
          this.allocate(104 + heap, offHeap)
          this.nowMs += callMs
        }
      },
    }
  }
}

const OPTIONS: AllocationMeasuring = {
  limitBytes: 2_000,
  warmupCalls: undefined,
  maxTimeMs: 3_000,
  place: 'toAllocateBelow',
}

function measure(
  callMs: number,
  of: (nth: number) => readonly [heap: number, offHeap: number],
  options: Partial<AllocationMeasuring> = {},
): ReturnType<typeof measureAllocation> {
  const machine = new Machine()
  const nothing = machine.code(0, () => [0, 0])
  return measureAllocation(machine.code(callMs, of), () => nothing, machine, { ...OPTIONS, ...options })
}

describe('measureAllocation', () => {
  test('tells heap and off-heap apart, without what measuring takes', async () => {
    const found = await measure(0.1, () => [48, 1_000])
    expect(found).toMatchObject({
      outcome: 'pass',
      figure: { heapBytes: 48, offHeapBytes: 1_000, bytes: 1_048, blocks: 6 },
    })
    expect(await measure(0.1, () => [48, 1_000], { limitBytes: 1_000 })).toMatchObject({
      outcome: 'fail',
      figure: { blocks: 12 },
    })
  })

  test('waits until code allocates less once it is compiled', async () => {
    // The first 3 000 calls run in the interpreter.
    const found = await measure(0.1, (nth) => [nth < 3_000 ? 5_000 : 100, 0])
    expect(found).toMatchObject({ outcome: 'pass', figure: { heapBytes: 100 } })
  })

  test('counts what only every hundredth call allocates', async () => {
    const found = await measure(0.1, (nth) => [nth % 100 === 0 ? 4_000 : 0, 0])
    expect(found?.figure.heapBytes).toBeCloseTo(40, 0)
  })

  test('makes do with a few calls that take long', async () => {
    const found = await measure(150, () => [48_000, 0], { limitBytes: 60_000 })
    expect(found).toMatchObject({ outcome: 'pass', figure: { calls: 6, blocks: 6 } })
  })

  test('warms up as it was told to', async () => {
    expect(await measure(0.1, () => [48, 0], { warmupCalls: 2_000 })).toMatchObject({ warmupCalls: 2_008 })
    expect(await measure(0.1, () => [48, 0])).toMatchObject({ warmupCalls: 512 })
  })

  test('is inconclusive where the time is over', async () => {
    const random = [300, 3_900, 1_200, 2_600, 100, 4_000, 2_000]
    const found = await measure(60, (nth) => [(random[nth % 7] ?? 0) * 1.001, 0], { maxTimeMs: 1_000 })
    expect(found?.outcome).toBe('inconclusive')
  })

  test('says what it would need where there is too little time', async () => {
    await expect(measure(800, () => [1, 0], { maxTimeMs: 2_000 })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[SkillperfError: toAllocateBelow: a call takes 800 ms, so that the warm-up and 4 calls need 4 000 ms, but it may take no more than 2 000 ms. Give it more time: test(name, { timeout: 10_000 }, fn), and maxTime if you have set it.]`,
    )
  })

  test('gives up when it is stopped', async () => {
    const machine = new Machine()
    const code = machine.code(0.1, () => [1, 0])
    const stopping = { ...code, stopped: true }
    expect(await measureAllocation(stopping, () => code, machine, OPTIONS)).toBeUndefined()
  })
})
