import { install } from './install.ts'

export type {} from '../matchers/types.ts'
export type {} from './worker/vitest-types.ts'
export { install }

// For `setupFiles: ['skillperf/setup']`, without the reporter and the plugin.
install()
