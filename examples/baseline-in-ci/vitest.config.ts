import { skillperf } from 'skillperf'
import { defineConfig } from 'vitest/config'

// Each measurement is compared with `skillperf.baseline.json`, without a line in the tests.
export default defineConfig({ plugins: [skillperf({ enforceBaseline: true })] })
