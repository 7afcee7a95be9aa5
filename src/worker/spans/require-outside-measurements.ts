import { createRequire } from 'node:module'
import type * as Outside from './outside-measurements.ts'

/** Beside the bundle, or beside the sources where tests of ours run them. */
const PATH = import.meta.url.endsWith('.ts') ? './outside-measurements.ts' : './outside-measurements.js'

/** Loads what spans outside of measurements need, and only when a test opens one, or asks for a report. */
export function requireOutsideMeasurements(): typeof Outside {
  return createRequire(import.meta.url)(PATH) as typeof Outside
}
