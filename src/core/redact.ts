import { printable } from './format.ts'

/** Stands in place of a secret. */
export const HIDDEN = '[redacted]'

/** Words that make the value of a name a secret: `accessToken`, `X-Signature`, `DB_PASSWORD`. */
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
])
/** Words that make it one in a URL; in a text they are too common. */
const SECRET_IN_URL = new Set(['auth', 'key', 'session', 'sessionid', 'sid', 'token'])
/** Words that are as often no secret: only long values are hidden, `token: id` and `?code=404` are not. */
const MAYBE_SECRET = new Set(['code', 'token'])
const LEAST_SECRET = 8
/** `key` after one of these is a secret. */
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

/** Up to the last @ before the path: passwords may hold one. */
const USER_IN_URL = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'`]+@/gi
const URL_PARAMETER = /([?&;#])([\w.~%-]+)=([^\s&;#"'`)<>]*)/g
/** All cookies of a header, up to the end of the line or the quote. */
const COOKIES = /\b((?:set-)?cookie["']?\s*[:=]\s*["']?)[^"'\n]+/gi
/** A bearer or basic scheme with something after it that no word is: digits in it, or very long. */
const SCHEME = /\b(bearer|basic)(\s+)(?:(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}|[\w.~+/=-]{20,})/gi
/** `name: value`, `name=value`, `"name":"value"`, `--name value`, also with escaped quotes; a quoted value up to its quote. */
const NAMED_VALUE =
  /(?<![?&;#\w.-])([\w-]+)(\\?["']?\s*[:=]\s*|(?<=--[\w-]+)\s+)((?:(?:bearer|basic|token|digest|apikey)\s+)?)(?:(\\?["'])((?:(?!\4)[^\n])+)|([^\s"'\\,;&}\]]+))/gi
const JWT = /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g
/** The vendors' own shapes: sk-…, sk_live_…, ghp_…, github_pat_…, AKIA…, xoxb-…, AIza…, gsk_…, hf_…, bot123:… */
const VENDOR_KEYS =
  /\b(?:[spr]k-(?:(?=[\w-]*\d)[\w-]{8,}|[a-zA-Z]{8,})|sk-(?:ant|proj|svcacct|or)-[\w-]{8,}|[spr]k_(?:live|test)_\w{8,}|gh[pousr]_\w{16,}|github_pat_\w{16,}|AKIA[0-9A-Z]{12,}|xox[abprs]-[\w-]{8,}|AIza[\w-]{20,}|(?:gsk|hf|npm)_\w{16,}|(?:pplx|glpat)-[\w-]{16,}|SG\.[\w-]{16,}\.[\w-]{16,}|bot\d{6,}:[\w-]{20,})/g

/**
 * Takes the secrets out of a text before it reaches a report: users and
 * passwords in URLs, keys in their parameters, cookies and authorization
 * headers, values named like secrets, and the key shapes of common vendors.
 */
export function redact(text: string): string {
  const urlsAndHeaders = text
    .replace(USER_IN_URL, `$1${HIDDEN}@`)
    .replace(URL_PARAMETER, (whole, mark: string, name: string, value: string) =>
      isSecret(name, value, true) ? `${mark}${name}=${HIDDEN}` : whole,
    )
    .replace(COOKIES, `$1${HIDDEN}`)
    .replace(SCHEME, `$1$2${HIDDEN}`)
  return redactNamedValues(urlsAndHeaders).replace(JWT, HIDDEN).replace(VENDOR_KEYS, HIDDEN)
}

/** A name from outside, made safe for people and files: printable, without secrets. */
export function publicName(name: string): string {
  return redact(printable(name))
}

function redactNamedValues(text: string): string {
  const pattern = new RegExp(NAMED_VALUE)
  let clean = ''
  let copied = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [, name = '', between = '', scheme = '', quote = '', quoted, bare] = match
    const value = quoted ?? bare ?? ''
    const start = match.index + name.length + between.length
    if (value.startsWith('[') || !isSecret(name, value, false)) {
      // Its value may be a pair itself: `Error: password=…`.
      pattern.lastIndex = start
      continue
    }
    clean += `${text.slice(copied, start)}${scheme}${quote}${HIDDEN}`
    copied = pattern.lastIndex
  }
  return clean + text.slice(copied)
}

/** How long the value of a name has to be for it to be a secret; Infinity for a name that stands for none. */
export function secretFromLength(name: string): number {
  if (isSecret(name, '', false)) return 0
  return isSecret(name, 'x'.repeat(LEAST_SECRET), false) ? LEAST_SECRET : Infinity
}

function isSecret(name: string, value: string, inUrl: boolean): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  const last = words.at(-1) ?? ''
  if (SECRET_WORDS.has(last) || (inUrl && SECRET_IN_URL.has(last))) return true
  if (MAYBE_SECRET.has(last) && (inUrl || last === 'token')) return value.length >= LEAST_SECRET
  // Environment variables: OPENAI_KEY, but not a plain KEY.
  if (last === 'key')
    return SECRET_KEYS.has(words.at(-2) ?? '') || /^[A-Z0-9]+_(?:[A-Z0-9]+_)*KEY$/.test(name)
  return false
}

/** A URL without what may be secret or private: no user, no query, no fragment. */
export function publicUrl(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null ? redact(url) : redact(`${parsed.protocol}//${parsed.host}${parsed.pathname}`)
}
