import { usageError } from '../core/errors.ts'

/**
 * Reads the URL that a mock answers.
 *
 * @throws SkillperfError for a URL that is not absolute, or one with a user, a password or a query
 */
export function readUrl(url: unknown, place: string): URL {
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  if (parsed !== null && parsed.username + parsed.password !== '') {
    throw usageError({
      place,
      rule: "a tool's URL has neither user nor password, because fetch refuses such a URL",
      fix: `Write ${JSON.stringify(`${parsed.origin}${parsed.pathname}`)}.`,
    })
  }
  if (parsed !== null && parsed.search !== '') {
    throw usageError({
      place,
      rule: "a tool's URL has no query: it answers whatever the query is",
      received: { value: url },
      fix: `Write ${JSON.stringify(String(url).split('?')[0])}.`,
    })
  }
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) return parsed
  throw usageError({
    place,
    rule: 'a tool needs an absolute http(s) URL',
    received: { value: url },
    fix: url instanceof URL ? 'Write url.href.' : "Write for example 'https://search.example/api'.",
  })
}
