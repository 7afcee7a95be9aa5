const HIDDEN = '[redacted]'

/** Names of URL parameters and headers whose values are secrets. */
const SECRET_NAME = String.raw`[\w.-]*(?:key|token|secret|passw|auth|sig|credential|session|cookie)[\w.-]*`

const RULES: readonly (readonly [RegExp, string])[] = [
  // user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]*@/gi, `$1${HIDDEN}@`],
  // ?api_key=…, &access_token=…
  [new RegExp(String.raw`([?&;]${SECRET_NAME}=)[^\s&#;"'\`)]*`, 'gi'), `$1${HIDDEN}`],
  // authorization: Bearer …, x-api-key: …, "token":"…"
  [/\b(bearer|basic)(\s+)[\w.~+/=-]{6,}/gi, `$1$2${HIDDEN}`],
  [
    new RegExp(
      String.raw`(["']?\b${SECRET_NAME}["']?\s*[:=]\s*["']?)(?!\[|bearer|basic)[\w.~+/=-]{8,}`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  // the vendors' own key shapes: sk-…, ghp_…, AKIA…, xoxb-…
  [/\b(?:sk|pk|rk)-[\w-]{8,}/g, HIDDEN],
  [/\b(?:gh[pousr]_\w{16,}|AKIA[0-9A-Z]{12,}|xox[abprs]-[\w-]{8,}|AIza[\w-]{20,})/g, HIDDEN],
]

/**
 * Takes the secrets out of a text before it reaches a report: passwords and
 * keys in URLs, authorization headers, and the key shapes of common vendors.
 */
export function redact(text: string): string {
  let clean = text
  for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement)
  return clean
}

/** A URL without what may be secret or private: no user, no query, no fragment. */
export function publicUrl(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null ? redact(url) : `${parsed.protocol}//${parsed.host}${parsed.pathname}`
}
