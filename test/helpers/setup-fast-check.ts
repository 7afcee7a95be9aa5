import fc from 'fast-check'
import { scaled } from './soak.ts'

// Seeded, so that a failure is the same failure tomorrow.
fc.configureGlobal({ seed: 20_260_101, numRuns: scaled(2_000) })
