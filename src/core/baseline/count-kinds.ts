/** Something that a baseline counts. */
export interface CountKind {
  /** The first words of its label: `calls`, in `calls web_search`. */
  readonly label: string
  /** It is counted for each mock by itself. */
  readonly named: boolean
  /** Whether more of it is worse. Hits of a cache say nothing without its misses. */
  readonly moreIsWorse: boolean
  /** It grows with the calls of its mock, and is told only where these are the same. */
  readonly followsCalls: boolean
}

const kind = (label: string, others: Partial<CountKind> = {}): CountKind => ({
  label,
  named: true,
  moreIsWorse: true,
  followsCalls: false,
  ...others,
})

export type CountKindName =
  | 'calls'
  | 'repeats'
  | 'retries'
  | 'failures'
  | 'depth'
  | 'misses'
  | 'hits'
  | 'tokensIn'
  | 'tokensOut'
  | 'sent'
  | 'received'

/** In the order in which messages tell them; no label begins with another. */
export const COUNT_KINDS: Readonly<Record<CountKindName, CountKind>> = {
  calls: kind('calls'),
  repeats: kind('repeated calls'),
  retries: kind('retries'),
  failures: kind('failed calls'),
  depth: kind('serial depth', { named: false }),
  misses: kind('cache misses'),
  hits: kind('cache hits', { moreIsWorse: false }),
  tokensIn: kind('tokens in', { named: false }),
  tokensOut: kind('tokens out', { named: false }),
  sent: kind('bytes sent', { followsCalls: true }),
  received: kind('bytes received', { followsCalls: true }),
}

/** @param mock whose; left out for what is not counted by the mock */
export function countLabel(name: CountKindName, mock?: string): string {
  const { label } = COUNT_KINDS[name]
  return mock === undefined ? label : `${label} ${mock}`
}

/** What a label counts, and of which mock; undefined for a label that nobody knows. */
export function readCountLabel(
  label: string,
): { readonly kind: CountKindName; readonly mock: string | undefined } | undefined {
  for (const [name, { label: words, named }] of Object.entries(COUNT_KINDS)) {
    if (named && label.startsWith(`${words} `)) {
      return { kind: name as CountKindName, mock: label.slice(words.length + 1) }
    }
    if (!named && label === words) return { kind: name as CountKindName, mock: undefined }
  }
  return undefined
}
