import { skillperf } from 'skillperf'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // For every measurement that sets no limit of its own.
  plugins: [skillperf({ sla: { max: '20s' } })],
})
