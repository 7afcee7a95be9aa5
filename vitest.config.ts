import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { requireNode } from './scripts/require-node.mjs'
import { SOAK } from './test/helpers/soak.ts'

requireNode()

/** Tests of real memory: what else is on the heap, and flags of V8, which are those of all threads, would change what they see. */
const MEMORY = [
  'test/worker/memory/*.test.ts',
  'test/worker/measure-memory.test.ts',
  'test/matchers/to-{allocate-below,have-peak-heap-below,not-leak-memory}.test.ts',
]

/** What tests judge is not the speed of the machine, which may be busy; and when soaking they do twenty times as much. */
const TIMEOUT_MS = SOAK ? 1_200_000 : 30_000

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: '.vitest/results.json' }]],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/lanes/**', ...MEMORY],
          setupFiles: ['test/helpers/setup-fast-check.ts'],
          // Files that share a process find our modules loaded, and compiled: three times as fast.
          isolate: false,
          pool: 'threads',
          maxWorkers: Math.min(2, availableParallelism()),
          testTimeout: TIMEOUT_MS,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'memory',
          include: MEMORY,
          // What the engine does beside them on a busy machine shows now and then: how often, the benchmarks of leaks count.
          retry: SOAK ? 0 : 2,
          setupFiles: ['test/helpers/setup-fast-check.ts'],
          pool: 'forks',
          maxWorkers: Math.min(2, availableParallelism()),
          testTimeout: TIMEOUT_MS,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/*.test.ts'],
          globalSetup: ['test/e2e/global-setup.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: SOAK ? TIMEOUT_MS : 120_000,
          hookTimeout: 120_000,
          // Every test starts processes of its own, and waits for their timers now and then.
          maxWorkers: Math.min(2, availableParallelism()) + 1,
        },
      },
    ],
  },
})
