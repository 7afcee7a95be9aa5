import { afterEach, expect, test, vi } from 'vitest'
import { switchableFeatures } from '../../../src/profiler/v8/v8-features.ts'

afterEach(() => vi.unstubAllEnvs())

test.for([
  { flags: '', left: ['opt', 'maglev'] },
  { flags: '--max-old-space-size=4096 --no-opt', left: ['maglev'] },
  { flags: '--jitless', left: [] },
])('what the user has switched off by "$flags" stays off', ({ flags, left }) => {
  vi.stubEnv('NODE_OPTIONS', flags)
  expect(switchableFeatures(['opt', 'maglev'])).toStrictEqual(left)
})
