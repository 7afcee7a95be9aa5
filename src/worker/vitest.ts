import type * as Vitest from 'vitest'
import { importPeer } from '../core/peer.ts'

const vitest: typeof Vitest = await importPeer(() => import('vitest'), {
  name: 'vitest',
  range: '^4.1.0 || ^5.1.0',
  entry: 'skillperf/setup',
})

/** The one place that loads the test runner, so that the one error about it is ours. */
export const afterAll: typeof Vitest.afterAll = vitest.afterAll
export const afterEach: typeof Vitest.afterEach = vitest.afterEach
export const aroundEach: typeof Vitest.aroundEach = vitest.aroundEach
export const beforeAll: typeof Vitest.beforeAll = vitest.beforeAll
export const describe: typeof Vitest.describe = vitest.describe
export const expect: typeof Vitest.expect = vitest.expect
export const inject: typeof Vitest.inject = vitest.inject
export const TestRunner: typeof Vitest.TestRunner = vitest.TestRunner
export const test: typeof Vitest.test = vitest.test
