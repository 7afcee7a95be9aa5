export type {} from './worker/bench-types.ts'
/** For `benchmark: { provider: 'skillperf/bench' }` in a Vitest config. */
export { benchProvider as default } from './worker/bench-provider.ts'
