import { expect, test } from 'vitest'
import { frameKind } from '../../../src/core/memory/frame-kind.ts'

test.for([
  ['', 'engine'],
  ['node:internal/timers', 'engine'],
  ['node:inspector', 'tool'],
  ['file:///project/src/skill.ts', 'user'],
  ['/project/src/skill.ts', 'user'],
  [String.raw`C:\project\src\skill.ts`, 'user'],
  ['evalmachine.<anonymous>', 'user'],
  ['file:///a%20folder/skill.ts', 'user'],
  ['file:///100%/skill.ts', 'user'],
  ['file:///project/node_modules/lru-cache/dist/esm/index.js', 'library'],
  ['file:///project/node_modules/.pnpm/lru-cache@11/node_modules/lru-cache/index.js', 'library'],
  ['file:///project/node_modules/vitest/dist/chunks/run.js', 'tool'],
  ['file:///project/node_modules/@vitest/runner/dist/index.js', 'tool'],
  ['file:///project/node_modules/msw/lib/core/http.mjs', 'tool'],
  ['file:///project/node_modules/skillperf/dist/src/bundled/worker.js', 'tool'],
  [new URL('../../../src/core/format.ts', import.meta.url).href, 'tool'],
  [new URL('../../../test/core/memory/frame-kind.test.ts', import.meta.url).href, 'user'],
] as const)('%s is of the kind %s', ([url, kind]) => {
  expect(frameKind(url)).toBe(kind)
})
