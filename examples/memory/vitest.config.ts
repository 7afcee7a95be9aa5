import { skillperf } from 'skillperf'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [skillperf()] })
