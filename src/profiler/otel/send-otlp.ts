import { validateHeaderName, validateHeaderValue } from 'node:http'
import { finiteAtLeastZero, knownKeys, plainObject } from '../../core/check.ts'
import { SkillperfError, usageError } from '../../core/errors.ts'
import { formatCount, printable } from '../../core/format.ts'
import { isMeasurement } from '../../core/measurement.ts'
import type { Measurement } from '../../core/measurement.ts'
import { publicUrl } from '../../core/redact.ts'
import { otlpMetrics } from '../../core/trace/otlp-metrics.ts'
import { otlpTraces } from '../../core/trace/otlp-spans.ts'
import type { OtlpTraces } from '../../core/trace/otlp-spans.ts'
import { jsonIn, plainValue, saidIn } from './answered.ts'
import { pause } from './pause.ts'
import { postJson } from './post-json.ts'
import type { JsonTarget } from './post-json.ts'

const DEFAULT_SERVICE = 'skillperf'
const DEFAULT_TIMEOUT_MS = 10_000
/** Timers take no longer ones. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1
/** Of one request: with their attributes some MB at most, of which collectors take 20 and less. */
const SPANS_AT_ONCE = 2_000
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
  const batches = inBatches(traces)
  const sum = metrics.resourceMetrics.flatMap((one) => one.scopeMetrics).flatMap((one) => one.metrics).length
  let spans = 0
  for (const { body, count } of batches) {
    await send(target, '/v1/traces', body)
    spans += count
  }
  if (sum > 0) await send(target, '/v1/metrics', metrics)
  return { spans, metrics: sum }
}

function inBatches({ resourceSpans }: OtlpTraces): { readonly body: OtlpTraces; readonly count: number }[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      Array.from({ length: Math.ceil(spans.length / SPANS_AT_ONCE) }, (_, nth) => {
        const some = spans.slice(nth * SPANS_AT_ONCE, (nth + 1) * SPANS_AT_ONCE)
        return {
          body: { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: some }] }] },
          count: some.length,
        }
      }),
    ),
  )
}

async function send(target: JsonTarget, path: string, body: unknown): Promise<void> {
  const url = below(target.url, path)
  const rejected = rejectedBy(await postJson({ ...target, url }, body))
  if (rejected === undefined) return
  throw new SkillperfError(`${PLACE}: ${publicUrl(url)} turned ${rejected}.`)
}

/** Its query stays, such as a key. */
function below(base: string, path: string): string {
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`
  return url.href
}

/** What a collector says of the part that it has not taken. */
function rejectedBy(answer: string): string | undefined {
  // Some collectors answer nothing, or no JSON: it was a success.
  const partial = plainValue(jsonIn(answer), 'partialSuccess')
  const spans = Number(plainValue(partial, 'rejectedSpans') ?? 0)
  const points = Number(plainValue(partial, 'rejectedDataPoints') ?? 0)
  if (!(spans > 0 || points > 0)) return undefined
  const what = spans > 0 ? formatCount(spans, 'span') : formatCount(points, 'data point')
  const why = saidIn(plainValue(partial, 'errorMessage'))
  return `${what} away${why === undefined ? '' : `: ${why}`}`
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
    url,
    headers: readHeaders(headers),
    service,
    timeoutMs: Math.min(
      LONGEST_TIMEOUT_MS,
      Math.ceil(finiteAtLeastZero(timeoutMs, 'timeoutMs', PLACE, 'Leave it out for 10 s.')),
    ),
    pause,
    unixNowMs: Date.now,
  }
}

function readHeaders(headers: unknown): Readonly<Record<string, string>> {
  const fix = "Write { headers: { 'x-tenant': 'a' } }."
  const given = plainObject(headers, `${PLACE} \`headers\``, fix)
  for (const [name, value] of Object.entries(given)) {
    // Its value may be a secret: it is in no error.
    const place = `${PLACE} \`headers\``
    if (typeof value !== 'string') throw usageError({ place, rule: `\`${name}\` must be a text`, fix })
    if (!canBeSent(name, value)) {
      const rule = `\`${printable(name)}\` must be a header of HTTP: one line of Latin letters, and no spaces in its name`
      throw usageError({ place, rule, fix: 'Use value.trim() if it was read from a file.' })
    }
  }
  return given as Readonly<Record<string, string>>
}

function canBeSent(name: string, value: string): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}
