import { formatCount, formatExact, formatNumber, formatShare } from './format.ts'
import { publicName } from './redact.ts'
import type { Timing } from './timing.ts'

const TOOLS_SHOWN = 5

/** Whether its iterations called mocked tools, so that these may explain its durations. */
export function calledTools(run: Timing): boolean {
  return run.n > 0 && Object.values(run.counts).some((count) => count.perIteration.mean > 0)
}

/** Mocked tools by the time an iteration spends on them: the first place to look. */
export function formatTools(run: Timing): string[] {
  const tools = Object.entries(run.counts)
    .map(([name, count]) => ({
      name: publicName(name),
      calls: count.perIteration.mean,
      atOnce: count.atOnce,
      meanMs: count.meanMs,
      ms: count.perIteration.mean * count.meanMs,
      total: count.total,
      errors: count.errors,
      retries: count.retries,
    }))
    .filter((tool) => tool.calls > 0)
    .toSorted((a, b) => b.ms - a.ms)
  const [slowest] = tools
  if (slowest === undefined) return []
  const width = Math.max(...tools.map((tool) => tool.name.length))
  const more = tools.length - TOOLS_SHOWN
  const allMs = tools.reduce((sum, tool) => sum + tool.ms, 0)
  return [
    '',
    'Waiting for tools, per iteration (calls that overlap add up)',
    ...tools
      .slice(0, TOOLS_SHOWN)
      .map(
        (tool) =>
          `  ${tool.name.padEnd(width)}  ${formatCalls(tool.calls)} × ${formatNumber(tool.meanMs)} ms = ${formatNumber(tool.ms)} ms${describeTrouble(tool)}`,
      ),
    ...(more > 0 ? [`  and ${more} more`] : []),
    `Next step: ${adviseOnTools(slowest, allMs, run.mean)}`,
  ]
}

/** Below this share of an iteration, waiting for tools does not explain it. */
const EXPLAINS = 0.2
/** From this share of the calls on, retries are what to look at first. */
const MANY_RETRIES = 0.1

interface ToolWait {
  readonly name: string
  /** Calls in one iteration. */
  readonly calls: number
  readonly atOnce: number
  /** Their milliseconds together. */
  readonly ms: number
  /** Calls of all iterations, and those of them that failed, or tried again what had failed. */
  readonly total: number
  readonly errors: number
  readonly retries: number
}

/** `, of 120 calls 20 failed and 20 were retries`; empty where all went well. */
function describeTrouble({ total, errors, retries }: ToolWait): string {
  const parts = [
    ...(errors > 0 ? [`${formatExact(errors)} failed`] : []),
    ...(retries > 0 ? [`${formatExact(retries)} ${retries === 1 ? 'was a retry' : 'were retries'}`] : []),
  ]
  return parts.length === 0 ? '' : `; of ${formatCount(total, 'call')}, ${parts.join(' and ')}`
}

function adviseOnTools(
  { name, calls, atOnce, ms, total, retries }: ToolWait,
  allMs: number,
  meanMs: number,
): string {
  if (allMs / meanMs < EXPLAINS) {
    return `tools are only ${formatShare(allMs / meanMs)} of an iteration: look at the code's own work, and at waits that are not mocked.`
  }
  const share = `${name} is ${formatShare(ms / allMs)} of the waiting`
  if (retries / total > MANY_RETRIES) {
    return `${share}, and ${formatShare(retries / total)} of its calls are retries: look at why it fails, and at how long its client waits before it tries again.`
  }
  if (atOnce > 1) {
    return `${share}, up to ${formatExact(atOnce)} calls at once already: call it less often, or ask it for less.`
  }
  return calls > 1.5
    ? `${share}: call it less often, or at the same time instead of one after the other.`
    : `${share}: cache its answer, ask it for less, or do something else meanwhile.`
}

function formatCalls(calls: number): string {
  return Number.isInteger(calls) ? formatExact(calls) : formatNumber(calls)
}
