// Preloaded into the runs of these tests: nothing tells how long a thread has waited for a processor. Fresh attempts on
// a busy machine would have no say, and which, nobody could tell beforehand.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { readFileSync } = fs
fs.readFileSync = function readQuietly(path, ...more) {
  if (path === '/proc/thread-self/schedstat') throw new Error('not told')
  return readFileSync(path, ...more)
}
syncBuiltinESMExports()
