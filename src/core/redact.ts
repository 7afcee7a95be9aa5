const HIDDEN = '[redacted]'

/** Words that make the value of a name a secret: `api_key`, `accessToken`, `X-Signature`. */
const SECRET_WORDS = new Set([
  'apikey',
  'authorization',
  'cookie',
  'credential',
  'credentials',
  'jwt',
  'passphrase',
  'passwd',
  'password',
  'pwd',
  'secret',
  'sig',
  'signature',
  'token',
])
/** Words that do so in a URL only: in a text they are too common. */
const SECRET_IN_URL = new Set(['auth', 'code', 'key', 'session', 'sessionid', 'sid'])
/** `key` after one of these is a secret anywhere. */
const SECRET_KEYS = new Set([
  'access',
  'account',
  'api',
  'client',
  'encryption',
  'private',
  'secret',
  'signing',
  'subscription',
])

const USER_IN_URL = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@?#"'`]+@/gi
const URL_PARAMETER = /([?&;#])([\w.~%-]+)=([^\s&;#"'`)<>]*)/g
/** A bearer or basic scheme with something after it that no word is: digits in it, or very long. */
const SCHEME = /\b(bearer|basic)(\s+)(?:(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}|[\w.~+/=-]{20,})/gi
/** `name: value`, `name=value`, `"name":"value"`, also with escaped quotes. */
const NAMED_VALUE =
  /(?<![?&;#\w.-])([\w-]+)(\\?["']?\s*[:=]\s*\\?["']?)((?:(?:bearer|basic|token|digest|apikey)\s+)?)([^\s"'\\,;&}\]]+)/gi
/** The vendors' own shapes: sk-…, sk_live_…, ghp_…, github_pat_…, AKIA…, xoxb-…, AIza… */
const VENDOR_KEYS =
  /\b(?:[spr]k-[\w-]{8,}|[spr]k_(?:live|test)_\w{8,}|gh[pousr]_\w{16,}|github_pat_\w{16,}|AKIA[0-9A-Z]{12,}|xox[abprs]-[\w-]{8,}|AIza[\w-]{20,})/g

/**
 * Takes the secrets out of a text before it reaches a report: users and
 * passwords in URLs, keys in their parameters, authorization headers, values
 * named like secrets, and the key shapes of common vendors.
 */
export function redact(text: string): string {
  return text
    .replace(USER_IN_URL, `$1${HIDDEN}@`)
    .replace(URL_PARAMETER, (whole, mark: string, name: string) =>
      isSecret(name, true) ? `${mark}${name}=${HIDDEN}` : whole,
    )
    .replace(SCHEME, `$1$2${HIDDEN}`)
    .replace(NAMED_VALUE, (whole, name: string, between: string, scheme: string, value: string) =>
      isSecret(name, false) && !value.startsWith('[') ? `${name}${between}${scheme}${HIDDEN}` : whole,
    )
    .replace(VENDOR_KEYS, HIDDEN)
}

function isSecret(name: string, inUrl: boolean): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  const last = words.at(-1) ?? ''
  if (SECRET_WORDS.has(last) || (inUrl && SECRET_IN_URL.has(last))) return true
  return last === 'key' && SECRET_KEYS.has(words.at(-2) ?? '')
}

/** A URL without what may be secret or private: no user, no query, no fragment. */
export function publicUrl(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null ? redact(url) : `${parsed.protocol}//${parsed.host}${parsed.pathname}`
}
