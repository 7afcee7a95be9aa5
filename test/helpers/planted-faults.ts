import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { SpanNode } from '../../src/core/trace/span-node.ts'
import type { Instrument } from '../../src/profiler/automatic/instrument.ts'
import { traceAutomatically } from './automatic-trace.ts'
import { PLANTED_MS, startSlowServer } from './planted-delays.ts'
import type { PlantedPhase, SlowServer, Stamps } from './planted-delays.ts'

/** How far a phase's end may be from what the other side saw, in ms. */
const NEAR_MS = 5
const SUM_MS = 1

/** Sends one request, and reads the answer. */
export type Send = (server: SlowServer) => Promise<unknown>

const TRIES = 3

/**
 * Sends a request to a slow server, and judges its phases by the server's own
 * stamps, of the same clock. Both share a process: a first request, that nobody
 * judges, loads what they need; a busy machine gets other tries, and the last
 * of them may be off by as much as the process was seen to stand still.
 *
 * @returns what is wrong with them at last
 */
export async function plantedFaults(
  what: string,
  instruments: readonly Instrument[],
  isSecure: boolean,
  send: Send,
): Promise<readonly string[]> {
  await sendSlowly(instruments, isSecure, send)
  for (let left = TRIES - 1; ; left--) {
    const { stallMs, root, startMs, stamps } = await sendSlowly(instruments, isSecure, send)
    // Each side may have stood still once.
    const slackMs = left === 0 ? 2 * stallMs : 0
    const faults = faultsOf(root, startMs, stamps, isSecure, slackMs)
    if (faults.length === 0 || left === 0) return faults
    console.warn(
      `${what}: ${faults.join('; ')}. The process stood still for ${stallMs} ms; tries left: ${left}.`,
    )
  }
}

interface Sent {
  /** For how long nothing ran in the process, at most. */
  readonly stallMs: number
  readonly root: SpanNode
  readonly startMs: number
  readonly stamps: Stamps
}

async function sendSlowly(instruments: readonly Instrument[], isSecure: boolean, send: Send): Promise<Sent> {
  const server = await startSlowServer(isSecure)
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  try {
    const { root, startMs } = await traceAutomatically(instruments, () => send(server))
    return { stallMs: delays.max / 1e6, root, startMs, stamps: server.stamps }
  } finally {
    delays.disable()
    server.close()
  }
}

function faultsOf(
  root: SpanNode,
  startMs: number,
  stamps: Stamps,
  isSecure: boolean,
  slackMs: number,
): readonly string[] {
  const [request, ...others] = root.children
  return request === undefined || others.length > 0
    ? [`${root.children.length} requests instead of one`]
    : [...faultsOfRequest(request, startMs, stamps, isSecure, slackMs)]
}

function* faultsOfRequest(
  request: SpanNode,
  startMs: number,
  stamps: Stamps,
  isSecure: boolean,
  slackMs: number,
): Generator<string, void> {
  const expected = (Object.keys(PLANTED_MS) as PlantedPhase[]).filter((name) => isSecure || name !== 'tls')
  const phases = request.children
  const named = new Map(phases.map((phase) => [phase.name, phase]))
  for (const name of expected) {
    const phase = named.get(name)
    const stampMs = stamps[name]
    if (phase === undefined || stampMs === undefined) {
      yield `no ${name}`
      continue
    }
    if (phase.durationMs < PLANTED_MS[name] - slackMs) {
      yield `${name} took ${phase.durationMs} ms, planted were ${PLANTED_MS[name]}`
    }
    const offMs = startMs + phase.endMs - stampMs
    if (Math.abs(offMs) > NEAR_MS + slackMs) yield `${name} ended ${offMs} ms after the server's stamp`
  }
  const inOrder = phases.map(({ name }) => name).filter((name) => name !== 'queue')
  if (inOrder.join() !== expected.join()) yield `the phases are ${inOrder.join()}`
  const sumMs = phases.reduce((sum, { durationMs }) => sum + durationMs, 0)
  if (Math.abs(sumMs - request.durationMs) > SUM_MS)
    yield `${sumMs} ms in phases of ${request.durationMs} in all`
}
