/** More of a statement says no more about it. */
const LONGEST = 500
/** Statements are few; whoever writes values into them has many. */
const MOST = 500

const WORD = String.raw`[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*`
/** A backslash escapes in strings with an E only. */
const STRINGS = [
  String.raw`(?<![\w$])e'(?:''|\\[\s\S]|[^'\\])*(?:'|$)`,
  String.raw`(?:(?<![\w$])(?:[bxn]|u&))?'(?:''|[^'])*(?:'|$)`,
  String.raw`(?<![\w$])\$(?<tag>${WORD})?\$[\s\S]*?(?:\$\k<tag>\$|$)`,
]
/** Numbers may stand in names, too, and nothing in quotes or a comment is a string. */
const KEPT = [String.raw`"(?:""|[^"])*(?:"|$)`, String.raw`\$\d+`, `${WORD}(?:\\$\\w*)*`]
const BLANK = [String.raw`--[^\n]*`, String.raw`/\*[\s\S]*?(?:\*/|$)`, String.raw`\s+`]
const NUMBERS = [String.raw`0[xob][\da-f_]+`, String.raw`(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?`]
const TOKENS = new RegExp(
  `${[...STRINGS].join('|')}|(?<kept>${KEPT.join('|')})|(?<blank>${BLANK.join('|')})|${NUMBERS.join('|')}`,
  'gi',
)

const known = new Map<string, string>()

/**
 * A statement without anything that was written into it: each string and number
 * is a `?`, comments are left out, and whitespace is one space.
 */
export function statementWithoutLiterals(sql: string): string {
  const before = known.get(sql)
  if (before !== undefined) return before
  if (known.size >= MOST) known.clear()
  const bare = withoutLiterals(sql)
  known.set(sql, bare)
  return bare
}

function withoutLiterals(sql: string): string {
  const bare = sql
    .replace(TOKENS, (...match: unknown[]) => {
      const { kept, blank } = match.at(-1) as Record<string, string | undefined>
      return kept ?? (blank === undefined ? '?' : ' ')
    })
    .replace(/ {2,}/g, ' ')
    .trim()
  return bare.length > LONGEST ? `${bare.slice(0, LONGEST)}…` : bare
}
