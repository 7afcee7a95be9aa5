/** All that only a test that calls something on `perf` needs: {@link loadMeasuring} says when it is loaded. */
export { runAttempt } from './attempts.ts'
export { measure } from './measure.ts'
export { randomStream } from '../core/time/random.ts'
export { recordTry } from './record.ts'
export { runTestVirtually } from './run-test-virtually.ts'
export { runOnVirtualClock } from './run-on-virtual-clock.ts'
export { settle } from './settle.ts'
export { errorsOf, leaveOpen, settleSuspicions } from './suspicion.ts'
