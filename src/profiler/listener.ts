/** What a listener needs, such as a test runner: it is told of spans by whoever is running, and asks for none itself. */
export { hub } from './hub.ts'
export { innermost } from './innermost.ts'
export { startAutomatic } from './automatic/start-automatic.ts'
export { TraceRecorder } from './trace-recorder.ts'
export type { TraceOwner } from './trace-recorder.ts'
export type { OpenSpan } from './open-span.ts'
