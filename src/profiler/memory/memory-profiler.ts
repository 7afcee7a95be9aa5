/** All that a memory profile needs: a file of its own, loaded with the first one. */
export { profileInProgram } from './profile-in-program.ts'
export { runMemoryProfile } from './run-memory-profile.ts'
export { readMemoryProfile } from './read-memory-profile.ts'
