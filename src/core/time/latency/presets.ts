import { lognormal } from './lognormal.ts'
import { describedModel } from './model.ts'
import type { LatencyModel } from './model.ts'

/** How something usually answers, and how it does when somebody has looked after it. */
export interface Preset {
  /** Where nobody has done anything about it. */
  readonly typical: LatencyModel
  /** What can be reached: a target, without spread. */
  readonly optimized: LatencyModel
}

/** What agents wait for. */
export type PresetName = 'llmLocal7b' | 'llmCloud' | 'httpTool' | 'localDb' | 'fileIo' | 'serialization'

/**
 * Latencies of what agents wait for, where nothing has been measured yet; ms:
 *
 * | preset          | typical, p5 to p95 | optimized |
 * | --------------- | ------------------ | --------- |
 * | `llmLocal7b`    | 2 000 to 8 000     | 1 500     |
 * | `llmCloud`      | 500 to 3 000       | 300       |
 * | `httpTool`      | 100 to 2 000       | 50        |
 * | `localDb`       | 1 to 100           | 1         |
 * | `fileIo`        | 0.1 to 50          | 0.1       |
 * | `serialization` | 1 to 20            | 1         |
 *
 * A range is read as the 5th and the 95th percentile of a lognormal. Its
 * logarithm is symmetric, so that the median is `√(p5 × p95)`, and
 * `σ = ln(p95 / p5) / (2 × 1.645)`.
 *
 * @example tool.get('https://search.example/api', { latency: presets.httpTool.typical })
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  llmLocal7b: preset('llmLocal7b', 2_000, 8_000, 1_500),
  llmCloud: preset('llmCloud', 500, 3_000, 300),
  httpTool: preset('httpTool', 100, 2_000, 50),
  localDb: preset('localDb', 1, 100, 1),
  fileIo: preset('fileIo', 0.1, 50, 0.1),
  serialization: preset('serialization', 1, 20, 1),
}

function preset(name: PresetName, p5: number, p95: number, optimized: number): Preset {
  const spread = lognormal({ p50: Math.sqrt(p5 * p95), p95 })
  return {
    typical: describedModel(`${name}.typical(p5 ${p5} ms, p95 ${p95} ms)`, (random) => spread(random)),
    optimized: describedModel(`${name}.optimized(${optimized} ms)`, () => optimized),
  }
}
