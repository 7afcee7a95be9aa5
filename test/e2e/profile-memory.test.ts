import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Allocator } from '../../src/core/memory/allocator.ts'
import type { MemoryProfile } from '../../src/core/memory/memory-profile.ts'
import { SkillProfiler, profileMemory } from '../../src/profiler.ts'
import { allocationTracker, heapProfiler } from '../../src/profiler/v8/heap-profiler.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'
import { forget, keepBuffer, remember, rememberLater, stream, waste } from './support/known-allocations.ts'

// Here, since a process of its own is needed: what V8 is told not to do meanwhile, it does not do in any thread.
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memory-'))
})
afterEach(() => {
  forget()
  rmSync(folder, { recursive: true })
})

function times(count: number, fn: (id: number) => void): void {
  for (let id = 0; id < count; id++) fn(id)
}

function allocatorOf(profile: MemoryProfile, name: string): Allocator | undefined {
  return profile.allocators.find(({ place }) => place?.function === name)
}

describe('exact', () => {
  test('what a function keeps, and what it throws away, to the object', async () => {
    const profile = await profileMemory(() => {
      times(1_000, remember)
      times(1_000, waste)
    })
    const kept = allocatorOf(profile, 'remember')
    expect(kept?.kinds.find(({ name }) => name === 'Hit')).toStrictEqual({
      name: 'Hit',
      objects: 1_000,
      bytes: 40_000,
    })
    const made = allocatorOf(profile, 'Hit')
    expect(made?.kinds).toStrictEqual([{ name: 'Object', objects: 1_000, bytes: 56_000 }])
    const wasted = allocatorOf(profile, 'waste')
    expect(wasted).toMatchObject({ liveBytes: 0, liveObjects: 0, kinds: [] })
    // Two objects, the array and its elements, each time.
    expect(wasted?.totalObjects).toBeGreaterThanOrEqual(4_000)
    expect(wasted?.totalObjects).toBeLessThan(4_100)
  })

  test('the same figures again', async () => {
    const fn = (): void => {
      times(100, remember)
      times(100, waste)
    }
    const figures = ({ allocators }: MemoryProfile): unknown =>
      allocators.find(({ place }) => place?.function === 'waste')?.totalBytes
    const first = figures(await profileMemory(fn, { warmup: 1 }))
    expect(first).toBeGreaterThan(0)
    forget()
    expect(figures(await profileMemory(fn, { warmup: 1 }))).toBe(first)
  })

  test('where it stands, and by the name of the function', async () => {
    const file = relative(
      process.cwd(),
      join(import.meta.dirname, 'support', 'known-allocations.ts'),
    ).replaceAll('\\', '/')
    const profile = await profileMemory(() => times(10, remember))
    expect(allocatorOf(profile, 'remember')?.place).toMatchObject({ function: 'remember', file })
    expect(profile).toMatchObject({
      name: 'memory',
      method: 'exact',
      calls: 1,
      snapshot: undefined,
      notes: [],
    })
  })

  test('contents of buffers count off-heap, where they were made', async () => {
    const profile = await profileMemory(() => times(5, () => keepBuffer(10_000)))
    expect(allocatorOf(profile, 'keepBuffer')).toMatchObject({
      offHeapBytes: 50_000,
      kinds: expect.arrayContaining([
        expect.objectContaining({ name: 'ArrayBuffer', objects: 5 }),
      ]) as unknown,
    })
    expect(profile.offHeapBytes).toBe(50_000)
  })

  test('async functions, several calls, the warm-up left out', async () => {
    let id = 0
    const profile = await profileMemory(async () => rememberLater(id++), { warmup: 5, calls: 20 })
    expect(id).toBe(25)
    expect(profile.calls).toBe(20)
    expect(allocatorOf(profile, 'remember')?.kinds).toContainEqual({ name: 'Hit', objects: 20, bytes: 800 })
  })

  test('who has allocated is known however long it takes, and however much garbage there is', async () => {
    const profile = await profileMemory(async () => {
      for (let round = 0; round < 3; round++) {
        times(50, (id) => remember(50 * round + id))
        times(20_000, waste)
        // V8 numbers all objects every 50 ms.
        await new Promise((resolve) => setTimeout(resolve, 120))
      }
    })
    expect(allocatorOf(profile, 'remember')?.kinds).toContainEqual({
      name: 'Hit',
      objects: 150,
      bytes: 6_000,
    })
    expect(allocatorOf(profile, 'waste')?.liveObjects).toBe(0)
    expect(allocatorOf(profile, 'waste')?.totalObjects).toBeGreaterThanOrEqual(240_000)
  })

  test('a returned stream is read to its end', async () => {
    const profile = await profileMemory(() => stream(7))
    expect(allocatorOf(profile, 'remember')?.kinds).toContainEqual({ name: 'Hit', objects: 7, bytes: 280 })
  })

  test('what a function returns is not kept by the profile', async () => {
    const make = (): object => ({ text: 'a' })
    const profile = await profileMemory(() => Array.from({ length: 1_000 }, make), { warmup: 1 })
    expect(allocatorOf(profile, 'make')).toMatchObject({ liveObjects: 0, totalObjects: 1_000 })
  })

  test('nothing of ours is in it', async () => {
    const profile = await profileMemory(() => times(10, remember))
    const files = profile.allocators.flatMap(({ place }) => (place === undefined ? [] : [place.file]))
    expect(files.filter((file) => file.startsWith('src/'))).toStrictEqual([])
    expect(profile.toolBytes).toBeGreaterThan(0)
  })
})

describe('sampled', () => {
  test('what is kept and what was thrown away, about', async () => {
    let id = 0
    const profile = await profileMemory(
      () => {
        times(5_000, () => remember(id++))
        times(5_000, waste)
      },
      { method: 'sampled', calls: 4 },
    )
    const { liveBytes = 0, totalBytes = 0, liveObjects } = allocatorOf(profile, 'Hit') ?? {}
    expect(profile).toMatchObject({ method: 'sampled', calls: 4, liveObjects: undefined })
    expect(liveObjects).toBeUndefined()
    expect(liveBytes + totalBytes).toBeGreaterThan(0)
    expect(profile.totalBytes).toBeGreaterThan(profile.liveBytes)
  })
})

describe('snapshots', () => {
  test('are written where they are asked for, with what allocated', async () => {
    const path = join(folder, 'deep', 'after.heapsnapshot')
    const profile = await profileMemory(() => times(10, remember), { snapshot: path })
    expect(profile.snapshot).toBe(path)
    const { snapshot, trace_tree } = JSON.parse(readFileSync(path, 'utf8')) as {
      readonly snapshot: { readonly node_count: number }
      readonly trace_tree: readonly unknown[]
    }
    expect(snapshot.node_count).toBeGreaterThan(1_000)
    expect(trace_tree.length).toBeGreaterThan(0)
  })

  test('after sampling, too', async () => {
    const path = join(folder, 'after.heapsnapshot')
    await profileMemory(() => times(10, remember), { snapshot: path, method: 'sampled' })
    expect(readFileSync(path, 'utf8')).toMatch(/^\{"snapshot":/)
  })

  test('that cannot be written are a note', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const path = join(file, 'after.heapsnapshot')
    const { snapshot, notes } = await profileMemory(() => {}, { snapshot: path })
    expect(snapshot).toBeUndefined()
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatch(/^The heap snapshot could not be written to .*after\.heapsnapshot: .*\.$/)
    expect(existsSync(path)).toBe(false)
  })
})

describe('SkillProfiler#memory', () => {
  test('is named after the skill, and prints', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const profile = await new SkillProfiler('research').memory(() => times(10, remember))
    profile.print({ top: 1 })
    const [[text] = []] = log.mock.calls
    log.mockRestore()
    expect(String(text).split('\n')[0]).toContain('research')
  })

  test('names itself in errors', async () => {
    const error = await rejectionOf(new SkillProfiler('research').memory(3 as never))
    expect(error.message).toBe(
      'SkillProfiler#memory: `fn` must be a function, received 3. Write SkillProfiler#memory(() => research(query)): a function to call, not its result.',
    )
  })
})

describe('goes wrong', () => {
  test.for(['exact', 'sampled'] as const)('an error of the function ends it (%s)', async (method) => {
    const boom = new Error('boom')
    const error = await rejectionOf(
      profileMemory(
        () => {
          throw boom
        },
        { method },
      ),
    )
    expect(error).toBe(boom)
    expect([heapProfiler.busy, allocationTracker.busy]).toStrictEqual([false, false])
    await profileMemory(() => {}, { method })
  })

  test('two at once', async () => {
    const running = profileMemory(() => rememberLater(1))
    const error = await rejectionOf(profileMemory(() => {}))
    expect(error.message).toBe(
      'profileMemory: another memory profile is running, and a thread has only one heap profiler. Await the other one first.',
    )
    await running
  })

  test('--heap-prof has the sampling profiler', async () => {
    vi.stubEnv('NODE_OPTIONS', '--heap-prof')
    const error = await rejectionOf(profileMemory(() => {}, { method: 'sampled' }))
    vi.unstubAllEnvs()
    expect(error.message).toBe(
      "profileMemory: Node samples the heap already, by --heap-prof, and a thread has only one sampling heap profiler. Leave the flag out, or use { method: 'exact' }.",
    )
  })
})
