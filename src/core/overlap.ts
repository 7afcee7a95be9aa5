import type { NetworkHandler } from './network.ts'

/** A handler that an earlier one may keep requests from; an unconditional one has no `wants`. */
type Candidate = NetworkHandler & { readonly wants?: unknown }

/**
 * Pairs of handlers that could answer the same request, the one that wins first:
 * for each handler the first that does. Handlers of others are left out. One
 * that looks at the request before it answers only keeps from answering what
 * stands at the same URL and looks for the same, or for less.
 */
export function firstOverlaps(
  handlers: readonly Candidate[],
): readonly (readonly [NetworkHandler, NetworkHandler])[] {
  const ours = handlers.filter(({ adopted }) => adopted !== true)
  return ours.flatMap((second, index) => {
    const first = ours.slice(0, index).find((one) => overlap(one, second))
    return first === undefined ? [] : [[first, second] as const]
  })
}

function overlap(a: Candidate, b: Candidate): boolean {
  if (a.wants !== undefined && b.wants !== undefined) {
    const wantsAll = a.condition === undefined || a.condition === b.condition
    return a.method === b.method && a.url === b.url && wantsAll
  }
  if (a.wants !== undefined || b.wants !== undefined) return false
  const methods = [a.method.toLowerCase(), b.method.toLowerCase()]
  if (methods[0] !== methods[1] && !methods.includes('all')) return false
  return patternsMeet(tokensOf(a.url), tokensOf(b.url))
}

/** Any run of characters, one path segment, or a character. */
type Token = '*' | ':' | { readonly char: string }

/** Query and fragment do not count; neither does a slash at the end, nor the host's case. */
function tokensOf(url: string): readonly Token[] {
  const plain = url
    .replace(/[?#].*$/, '')
    .replace(/\/$/, '')
    .replace(/^[^/]*\/\/[^/]*/, (origin) => origin.toLowerCase())
  return [...plain.matchAll(/\*+|(?<=\/):\w+|./gs)].map(([text]) => {
    if (text.startsWith('*')) return '*'
    return text.length > 1 ? ':' : { char: text }
  })
}

/** Whether there is a text that both patterns match. */
function patternsMeet(a: readonly Token[], b: readonly Token[]): boolean {
  const known = new Map<number, boolean>()
  const meet = (i: number, j: number): boolean => {
    const key = i * (b.length + 1) + j
    const before = known.get(key)
    if (before !== undefined) return before
    known.set(key, false)
    const found = meetAt(a, b, i, j, meet)
    known.set(key, found)
    return found
  }
  return meet(0, 0)
}

function meetAt(
  a: readonly Token[],
  b: readonly Token[],
  i: number,
  j: number,
  meet: (i: number, j: number) => boolean,
): boolean {
  const [one, other] = [a[i], b[j]]
  if (one === undefined && other === undefined) return true
  if (one === '*') return meet(i + 1, j) || (other !== undefined && meet(i, j + 1))
  if (other === '*') return meet(i, j + 1) || (one !== undefined && meet(i + 1, j))
  if (one === undefined || other === undefined) return false
  if (one === ':' && other === ':') return meet(i + 1, j + 1)
  if (one === ':') return segmentEnds(b, j).some((end) => meet(i + 1, end))
  if (other === ':') return segmentEnds(a, i).some((end) => meet(end, j + 1))
  return one.char === other.char && meet(i + 1, j + 1)
}

/** Where one path segment that begins here may end, of a pattern. */
function segmentEnds(tokens: readonly Token[], from: number): readonly number[] {
  let end = from
  while (end < tokens.length && !isSlash(tokens[end])) end++
  // What any run of characters matches may go on behind the segment.
  const open = tokens.slice(from, end).flatMap((token, index) => (token === '*' ? [from + index] : []))
  return end === from ? open : [...open, end]
}

function isSlash(token: Token | undefined): boolean {
  return typeof token === 'object' && token.char === '/'
}
