import { usageError } from '../../core/errors.ts'

/**
 * Reads where a vendor's endpoints are.
 *
 * @returns the URL without a slash at its end
 * @throws SkillperfError for a URL that is not absolute, or has a query or a user
 */
export function readBaseUrl(value: unknown, key: string, place: string, example: string): string {
  const url = typeof value === 'string' ? URL.parse(value) : null
  const fix = value instanceof URL ? 'Write url.href.' : `Write for example '${example}'.`
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw usageError({ place, rule: `\`${key}\` must be an absolute http(s) URL`, received: { value }, fix })
  }
  if (url.search !== '' || url.username + url.password !== '') {
    throw usageError({
      place,
      rule: `\`${key}\` has neither user, password nor query, because the model answers whatever they are`,
      fix: `Write '${url.origin}${url.pathname}'.`,
    })
  }
  return String(value).replace(/\/+$/, '')
}
