import { configureGlobal } from 'fast-check'
import { scaled } from './soak.ts'

// Seeded, so that a failure is the same failure tomorrow.
configureGlobal({ seed: 20_260_101, numRuns: scaled(2_000) })
