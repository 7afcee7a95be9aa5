import { skillperf } from 'skillperf'
import { defineConfig } from 'vitest/config'

// Heaps are looked through, and functions called thousands of times.
export default defineConfig({ plugins: [skillperf()], test: { testTimeout: 60_000 } })
