import { printable } from './format.ts'

/** Stands in place of a secret. */
export const HIDDEN = '[redacted]'
/** The end of one may be parted from it. */
const HIDDEN_START = '[redacted'

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
const SECRET_IN_URL = new Set([
  'auth',
  'bearer',
  'jsessionid',
  'key',
  'otp',
  'pass',
  'passcode',
  'pw',
  'session',
  'sessionid',
  'sid',
  'token',
])
/** Words that make it one where a value stands under a name of its own. */
const SECRET_ATTRIBUTES = new Set(['auth', 'bearer', 'otp', 'pass', 'passcode', 'pw', 'token'])
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
/** Also in a URL that is the parameter of another: `next=%2Flogin%3Ftoken%3Dabc`. Names may be `filter[key]`. */
const URL_PARAMETER = /([?&;#]|%(?:3F|26|23))((?:(?!%3D)[\w.~%[\]-])+)(=|%3D)((?:(?!%26)[^\s&;#"'`)<>])*)/gi
/** All cookies of a header, up to the end of the line or the quote. */
const COOKIES = /\b((?:set-)?cookie["']?\s*[:=]\s*["']?)[^"'\n]+/gi
/** A bearer or basic scheme with something after it that no word is: digits in it, or very long. */
const SCHEME = /\b(bearer|basic)(\s+)(?:(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}|[\w.~+/=-]{20,})/gi
/** `name: value`, `name=value`, `"name":"value"`, `--name value`, also with escaped quotes; a quoted value up to its quote. */
const NAMED_VALUE =
  /(?<![?&;#\w.-])([\w-]+)(\\?["']?\s*[:=]\s*|(?<=--[\w-]+)\s+)((?:(?:bearer|basic|token|digest|apikey)\s+)?)(?:(\\?["'])((?:(?!\4)(?:\\[^\n]|[^\n]))+)|([^\s"'\\,;&}\]]+))/gi
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
  const urlsAndHeaders = redactParameters(text.replace(USER_IN_URL, `$1${HIDDEN}@`))
    .replace(COOKIES, `$1${HIDDEN}`)
    .replace(SCHEME, `$1$2${HIDDEN}`)
  return redactNamedValues(urlsAndHeaders).replace(JWT, HIDDEN).replace(VENDOR_KEYS, HIDDEN)
}

/** A name from outside, made safe for people and files: printable, without secrets. */
export function publicName(name: string): string {
  return redact(printable(name))
}

function redactParameters(text: string): string {
  return replaceValues(text, URL_PARAMETER, ([, mark = '', name = '', equals = '', value = '']) => ({
    before: `${mark}${name}${equals}`,
    hidden: isSecret(decoded(name), value, 'url') ? HIDDEN : undefined,
  }))
}

function redactNamedValues(text: string): string {
  return replaceValues(text, NAMED_VALUE, (match) => {
    const [, name = '', between = '', scheme = '', quote = '', quoted, bare] = match
    const value = quoted ?? bare ?? ''
    const hides = !value.startsWith(HIDDEN_START) && isSecret(name, value, 'text')
    const hidden = hides ? `${scheme}${quote}${HIDDEN}` : undefined
    const start = match.index + name.length + between.length
    // All that is in a list or an object.
    const until = hides && /^[[{]/.test(value) ? closedAt(text, start + scheme.length) : undefined
    return { before: name + between, hidden, until }
  })
}

interface Replacement {
  /** What of the match stays. */
  readonly before: string
  /** Instead of the rest of it; undefined where it is no secret. */
  readonly hidden: string | undefined
  /** Where the secret ends, if that is not the end of the match. */
  readonly until?: number | undefined
}

function replaceValues(text: string, of: RegExp, replace: (match: RegExpExecArray) => Replacement): string {
  const pattern = new RegExp(of)
  let clean = ''
  let copied = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const { before, hidden, until } = replace(match)
    const start = match.index + before.length
    if (hidden === undefined) {
      // Its value may be a pair itself: `Error: password=…`.
      pattern.lastIndex = start
      continue
    }
    clean += `${text.slice(copied, start)}${hidden}`
    copied = until ?? pattern.lastIndex
    pattern.lastIndex = copied
  }
  return clean + text.slice(copied)
}

/** Where a bracket is closed again, or the text ends. */
function closedAt(text: string, opened: number): number {
  let depth = 0
  for (let at = opened; at < text.length; at++) {
    const char = text[at]
    if (char === '[' || char === '{') depth++
    else if ((char === ']' || char === '}') && --depth === 0) return at + 1
  }
  return text.length
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Whether all that stands under a name is a secret, however short: in attributes, by their keys. */
export function isSecretKey(name: string): boolean {
  return isSecret(name, '', 'attribute')
}

function isSecret(name: string, value: string, where: 'text' | 'url' | 'attribute'): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  const last = words.at(-1) ?? ''
  // Several of them: `passwords`, `apiKeys`. Of tokens that would be a count.
  const one = last.replace(/s$/, '')
  if (SECRET_WORDS.has(last) || SECRET_WORDS.has(one)) return true
  if (where === 'url' && SECRET_IN_URL.has(last)) return true
  if (where === 'attribute' && SECRET_ATTRIBUTES.has(last)) return true
  if (MAYBE_SECRET.has(last) && (where === 'url' || last === 'token')) return value.length >= LEAST_SECRET
  if (one === 'key' && SECRET_KEYS.has(words.at(-2) ?? '')) return true
  // Environment variables: OPENAI_KEY, but not a plain KEY.
  return last === 'key' && /^[A-Z0-9]+_(?:[A-Z0-9]+_)*KEY$/.test(name)
}

/** A URL without what may be secret or private: no user, no query, no fragment. */
export function publicUrl(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null ? redact(url) : redact(`${parsed.protocol}//${parsed.host}${parsed.pathname}`)
}
