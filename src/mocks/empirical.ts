import { knownKeys, plainObject } from '../core/check.ts'
import { usageError } from '../core/errors.ts'
import { resample } from '../core/time/latency/empirical.ts'
import type { MeasuredRange } from '../core/time/latency/empirical.ts'
import type { LatencyModel } from '../core/time/latency/model.ts'
import { readHar } from '../core/time/latency/source/har.ts'
import type { UrlFilter } from '../core/time/latency/source/har.ts'
import { readHdr, readUnit } from '../core/time/latency/source/hdr.ts'
import type { HistogramUnit } from '../core/time/latency/source/hdr.ts'
import { readHlog } from '../core/time/latency/source/hlog.ts'
import { readOtlp } from '../core/time/latency/source/otlp.ts'
import { readReport } from '../core/time/latency/source/report.ts'
import { readSamples } from '../core/time/latency/source/samples.ts'
import { histogramsNow } from './histograms.ts'
import { readJson, readJsonLines, readText } from './source-file.ts'
import type { FilePath } from './source-file.ts'

/** Where measured latencies come from. Paths are relative to the process's working directory. */
export type EmpiricalSource =
  /** Samples in ms, such as `run.samples`. */
  | readonly number[]
  | Float64Array
  | {
      /** An HdrHistogram: version 2, compressed, base64. */
      readonly hdr: string
      /** Default: `'ns'`. */
      readonly unit?: HistogramUnit
    }
  | {
      /** A log of HdrHistograms: a path, or its text. */
      readonly hlog: FilePath
      /** Default: `'ns'`. */
      readonly unit?: HistogramUnit
      /** Takes the intervals of one tag alone; needed where there are several. */
      readonly tag?: string
    }
  | {
      /** A HAR file: a path, or what it holds. */
      readonly har: FilePath | object
      /** Takes the requests whose URL has this text, or matches. Default: all. */
      readonly url?: UrlFilter
    }
  | {
      /** OpenTelemetry spans as OTLP JSON: a path, or what it holds. */
      readonly otlp: FilePath | object
      /** Takes the spans of one name alone; needed where there are several. */
      readonly span?: string
    }
  | {
      /** A JSON report of skillperf: a path, or what it holds. */
      readonly report: FilePath | object
      /** Needed where the report has several. */
      readonly measurement?: string
      /** The test's full name; needed where several tests have a measurement of that name. */
      readonly test?: string
    }

type Options = Readonly<Record<string, unknown>>

interface Reader {
  /** The options beside the source itself. */
  readonly options: readonly string[]
  read(source: unknown, options: Options, place: string): MeasuredRange[]
}

const READERS: Readonly<Record<string, Reader>> = {
  hdr: {
    options: ['unit'],
    read(source, { unit }, place) {
      const encoded = text(source, 'hdr', place, "Write { hdr: 'HISTFAAA…' }, as reports have it.")
      return readHdr(encoded, readUnit(unit, place), histogramsNow(), place)
    },
  },
  hlog: {
    options: ['unit', 'tag'],
    read(source, { unit, tag }, place) {
      const fix = "Write { hlog: 'production.hlog' }."
      const isText = typeof source === 'string' && source.includes('\n')
      const log = isText || source instanceof URL ? source : text(source, 'hlog', place, fix)
      const read = { unit: readUnit(unit, place), tag: name(tag, 'tag', place) }
      return readHlog(isText ? source : readText(log, place), read, histogramsNow(), place)
    },
  },
  har: {
    options: ['url'],
    read: (source, { url }, place) => readHar(readJson(source, place), urlFilter(url, place), place),
  },
  otlp: {
    options: ['span'],
    read: (source, { span }, place) =>
      readOtlp(readJsonLines(source, place), name(span, 'span', place), place),
  },
  report: {
    options: ['measurement', 'test'],
    read(source, options, place) {
      const measurement = name(options['measurement'], 'measurement', place)
      const test = name(options['test'], 'test', place)
      return readReport(readJson(source, place), { measurement, test }, histogramsNow(), place)
    },
  },
}

const KINDS = Object.keys(READERS)
const FIX =
  "Write empirical({ har: 'production.har' }), or one of hdr, hlog, otlp and report; or an array of ms."

/**
 * Latencies as they were measured: draws what is in the source again, with
 * replacement, so that the quantiles are the source's. Within a bucket of a
 * histogram all latencies are as likely. Files are read at once.
 *
 * @throws SkillperfError for a source that is none, cannot be read, or holds nothing that was asked for
 * @example tool.get('https://search.example/api', { latency: empirical({ har: 'production.har', url: 'search.example' }) })
 */
export function empirical(source: EmpiricalSource): LatencyModel {
  if (Array.isArray(source) || ArrayBuffer.isView(source)) {
    const place = 'empirical([…])'
    return resample(readSamples(source as ArrayLike<unknown>, place), place)
  }
  const given = plainObject(source, 'empirical(source)', FIX)
  const kinds = KINDS.filter((kind) => given[kind] !== undefined)
  const [kind = ''] = kinds
  const reader = READERS[kind]
  if (reader === undefined || kinds.length > 1) {
    throw usageError({
      place: 'empirical(source)',
      rule: `a source has exactly one of ${KINDS.join(', ')}`,
      received: { value: source },
      fix: FIX,
    })
  }
  const place = `empirical({ ${kind} })`
  knownKeys(given, [kind, ...reader.options], place)
  return resample(reader.read(given[kind], given, place), place)
}

function text(value: unknown, key: string, place: string, fix: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value
  throw usageError({ place, rule: `\`${key}\` must be a text that is not empty`, received: { value }, fix })
}

function name(value: unknown, key: string, place: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw usageError({
    place,
    rule: `\`${key}\` must be a text`,
    received: { value },
    fix: 'Leave it out for all.',
  })
}

function urlFilter(value: unknown, place: string): UrlFilter | undefined {
  if (value === undefined || typeof value === 'string' || value instanceof RegExp) return value
  throw usageError({
    place,
    rule: '`url` must be a text or a pattern',
    received: { value },
    fix: "Write url: 'search.example', or url: /search\\.example/.",
  })
}
