import { usageError } from '../../../errors.ts'
import { publicUrl } from '../../../redact.ts'
import type { MeasuredRange } from '../empirical.ts'
import { field, list } from './json.ts'
import { listed } from './unknown-name.ts'

/** Which entries of a HAR file: those whose URL has this text, or matches. */
export type UrlFilter = string | RegExp

/**
 * Reads the times of a HAR file's entries: ms from the request to the end of the
 * response. Entries without a time, and those that got no response (status 0),
 * are left out.
 *
 * Source: HTTP Archive 1.2, `log.entries[].time`.
 *
 * @throws SkillperfError for what is no HAR, one without entries, or a filter that lets none pass
 */
export function readHar(har: unknown, url: UrlFilter | undefined, place: string): MeasuredRange[] {
  if (!Array.isArray(field(field(har, 'log'), 'entries'))) {
    throw usageError({
      place,
      rule: 'this is no HAR: it has no `log.entries`',
      received: { value: har },
      fix: 'Save the requests again, with "Save all as HAR" in the browser\'s developer tools or by your proxy.',
    })
  }
  const entries = list(field(har, 'log'), 'entries')
  const times = entries.filter((entry) => matches(urlOf(entry), url)).flatMap(timeOf)
  if (times.length > 0) return times.map((ms) => ({ lowMs: ms, highMs: ms, count: 1 }))
  const answered = entries.filter((entry) => timeOf(entry).length > 0).map((entry) => publicUrl(urlOf(entry)))
  if (url === undefined || answered.length === 0) {
    throw usageError({
      place,
      rule:
        entries.length === 0 ? 'the HAR has no entries' : 'the HAR has no entries with a time and a response',
      fix: 'Record some requests first, then save it again.',
    })
  }
  throw usageError({
    place,
    rule: 'no entry of the HAR has such a URL',
    received: { value: url instanceof RegExp ? String(url) : url },
    fix: `Known: ${listed(new Set(answered))}.`,
  })
}

function urlOf(entry: unknown): string {
  const url = field(field(entry, 'request'), 'url')
  return typeof url === 'string' ? url : ''
}

function timeOf(entry: unknown): number[] {
  const time = field(entry, 'time')
  const answered = field(field(entry, 'response'), 'status') !== 0
  return typeof time === 'number' && Number.isFinite(time) && time >= 0 && answered ? [time] : []
}

function matches(url: string, filter: UrlFilter | undefined): boolean {
  if (filter === undefined) return true
  // `search`, because `test` of a global pattern goes on where it has stopped.
  return typeof filter === 'string' ? url.includes(filter) : url.search(filter) !== -1
}
