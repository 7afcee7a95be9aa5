import { expect, test } from 'vitest'
import type { TestModule, TestProject } from 'vitest/node'
import { moduleLoads, wantModuleLoads } from '../../src/main/module-loads.ts'

function moduleOf(importDurations: object): TestModule {
  return {
    moduleId: '/root/src/a.test.ts',
    project: { config: { setupFiles: ['/root/.vitest/skillperf/setup.mjs'] } },
    diagnostic: () => ({ importDurations }),
  } as unknown as TestModule
}

test('modules of the user, slowest first', () => {
  const module = moduleOf({
    '/root/src/llm.ts': { selfTime: 380, totalTime: 380 },
    '/root/src/a.test.ts': { selfTime: 1, totalTime: 500 },
    '/root/src/research.ts': { selfTime: 32, totalTime: 412, importer: '/root/src/a.test.ts' },
    '/root/.vitest/skillperf/setup.mjs': { selfTime: 9, totalTime: 9 },
    '/root/node_modules/inlined/index.js': { selfTime: 8, totalTime: 8 },
    '/root/node_modules/openai/index.js': { selfTime: 300, totalTime: 300, external: true },
    '/common/util.ts': { selfTime: 2, totalTime: 2 },
  })
  expect(moduleLoads(module, '/root')).toStrictEqual([
    { module: 'src/research.ts', selfMs: 32, totalMs: 412 },
    { module: 'src/llm.ts', selfMs: 380, totalMs: 380 },
    { module: '../common/util.ts', selfMs: 2, totalMs: 2 },
  ])
})

test.for([
  [
    { experimental: { importDurations: { limit: 0 } } },
    { experimental: { importDurations: { limit: 500 } } },
  ],
  [
    { experimental: { importDurations: { limit: 10 } } },
    { experimental: { importDurations: { limit: 10 } } },
  ],
  [{ experimental: {} }, { experimental: {} }],
  [{}, {}],
] as const)('what Vitest is asked for: %j', ([config, asked]) => {
  const own = structuredClone(config)
  wantModuleLoads({ config: own } as unknown as TestProject)
  expect(own).toStrictEqual(asked)
})
