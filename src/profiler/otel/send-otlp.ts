import { finiteAtLeastZero, knownKeys, plainObject } from '../../core/check.ts'
import { SkillperfError, usageError } from '../../core/errors.ts'
import { isMeasurement } from '../../core/measurement.ts'
import type { Measurement } from '../../core/measurement.ts'
import { publicUrl } from '../../core/redact.ts'
import { otlpMetrics } from '../../core/trace/otlp-metrics.ts'
import { otlpTraces } from '../../core/trace/otlp-spans.ts'
import { pause } from './pause.ts'
import { postJson } from './post-json.ts'
import type { JsonTarget } from './post-json.ts'

const DEFAULT_SERVICE = 'skillperf'
const DEFAULT_TIMEOUT_MS = 10_000
const PLACE = 'sendOtlp'
const FIX = "Write sendOtlp(run, { url: 'http://localhost:4318' })."
const OPTIONS = ['url', 'headers', 'service', 'timeoutMs'] as const

/** Options of {@link sendOtlp}. */
export interface SendOtlpOptions {
  /** Base of the collector: spans go to `/v1/traces` below it, metrics to `/v1/metrics`. */
  readonly url: string
  /** Such as a key. They are in no error. Default: none. */
  readonly headers?: Readonly<Record<string, string>>
  /** `service.name` of what is sent. Default: `skillperf`. */
  readonly service?: string
  /** For each answer, in ms. Default: 10,000. */
  readonly timeoutMs?: number
}

/** What a collector has taken. */
export interface SentOtlp {
  readonly spans: number
  readonly metrics: number
}

/**
 * Sends the kept traces and the figures of measurements to a collector, over
 * OTLP/HTTP in JSON. Nothing is sent unless this is called. An answer that asks
 * to come again later is followed once.
 *
 * @throws SkillperfError for a wrong call, for an answer that is no success, and
 *   for what a collector has turned away; with its status and URL, without secrets
 */
export async function sendOtlp(
  runs: Measurement | readonly Measurement[],
  options: SendOtlpOptions,
): Promise<SentOtlp> {
  const all = readRuns(runs)
  const { service, ...target } = readOptions(options)
  const context = { service, endUnixMs: Date.now(), random: Math.random }
  const traces = otlpTraces(all, context)
  const metrics = otlpMetrics(all, context)
  const spans = traces.resourceSpans.flatMap((one) => one.scopeSpans).flatMap((one) => one.spans).length
  const sum = metrics.resourceMetrics.flatMap((one) => one.scopeMetrics).flatMap((one) => one.metrics).length
  if (spans > 0) await send(target, '/v1/traces', traces)
  if (sum > 0) await send(target, '/v1/metrics', metrics)
  return { spans, metrics: sum }
}

async function send(target: JsonTarget, path: string, body: unknown): Promise<void> {
  const url = `${target.url}${path}`
  const answer = await postJson({ ...target, url }, body)
  const rejected = rejectedBy(answer)
  if (rejected === undefined) return
  throw new SkillperfError(`${PLACE}: ${publicUrl(url)} turned ${rejected} away.`)
}

/** What a collector says of the part that it has not taken. */
function rejectedBy(answer: string): string | undefined {
  let partial: Readonly<Record<string, unknown>> | undefined
  try {
    ;({ partialSuccess: partial } = JSON.parse(answer) as { partialSuccess?: Record<string, unknown> })
  } catch {
    // Some collectors answer nothing, or no JSON: it was a success.
    return undefined
  }
  const spans = Number(partial?.['rejectedSpans'] ?? 0)
  const points = Number(partial?.['rejectedDataPoints'] ?? 0)
  return spans > 0 ? `${spans} spans` : points > 0 ? `${points} data points` : undefined
}

function readRuns(runs: unknown): readonly Measurement[] {
  const all: readonly unknown[] = Array.isArray(runs) ? runs : [runs]
  const wrong = all.find((run) => !isMeasurement(run))
  if (all.length > 0 && wrong === undefined) return all as readonly Measurement[]
  throw usageError({
    place: PLACE,
    rule: 'takes what `perf.measure` returned, or a list of it',
    received: { value: wrong ?? runs },
    fix: FIX,
  })
}

function readOptions(options: unknown): JsonTarget & { readonly service: string } {
  const given = plainObject(options, PLACE, FIX)
  knownKeys(given, OPTIONS, PLACE)
  const { url, headers = {}, service = DEFAULT_SERVICE, timeoutMs = DEFAULT_TIMEOUT_MS } = given
  if (typeof url !== 'string' || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw usageError({
      place: PLACE,
      rule: '`url` must be an http or https URL',
      received: { value: url },
      fix: FIX,
    })
  }
  if (typeof service !== 'string' || service.trim() === '') {
    throw usageError({
      place: PLACE,
      rule: '`service` must be a name that is not empty',
      received: { value: service },
      fix: 'Leave it out for "skillperf".',
    })
  }
  return {
    place: PLACE,
    url: url.replace(/\/+$/, ''),
    headers: readHeaders(headers),
    service,
    timeoutMs: finiteAtLeastZero(timeoutMs, 'timeoutMs', PLACE, 'Leave it out for 10 s.'),
    pause,
    unixNowMs: Date.now,
  }
}

function readHeaders(headers: unknown): Readonly<Record<string, string>> {
  const fix = "Write { headers: { 'x-tenant': 'a' } }."
  const given = plainObject(headers, `${PLACE} \`headers\``, fix)
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string') continue
    // Its value may be a secret all the same.
    throw usageError({ place: `${PLACE} \`headers\``, rule: `\`${name}\` must be a text`, fix })
  }
  return given as Readonly<Record<string, string>>
}
