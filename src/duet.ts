/** For the test files that `skillperf duet` writes; not for users. */
export { duetFile } from './worker/duet/duet-file.ts'
