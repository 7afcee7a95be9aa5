import { SkillperfError } from './errors.ts'

/** An optional peer dependency, and who asks for it. */
export interface Peer {
  readonly name: string
  /** The range that works, as npm writes it. */
  readonly range: string
  /** Our entry that cannot do without: `skillperf/mocks`. */
  readonly entry: string
}

/**
 * Imports an optional peer. All peers are optional, because some entries go to
 * production without any; so a missing one is reported here, with the command
 * that installs it.
 *
 * @throws SkillperfError when the peer is missing or too old to have the module
 */
export async function importPeer<T>(load: () => Promise<T>, peer: Peer): Promise<T> {
  try {
    return await load()
  } catch (error) {
    if (!isMissing(error, peer.name)) throw error
    throw missingPeer(peer, error)
  }
}

/**
 * As {@link importPeer}, at once: for a peer that a call needs which is not async.
 *
 * @throws SkillperfError when the peer is missing
 */
export function requirePeer<T>(load: () => T, peer: Peer): T {
  try {
    return load()
  } catch (error) {
    if (!isMissing(error, peer.name)) throw error
    throw missingPeer(peer, error)
  }
}

export function missingPeer(
  { name, range, entry }: Peer,
  cause?: unknown,
  problem = 'which is not installed',
): SkillperfError {
  return new SkillperfError(
    `${entry} needs ${name} ${range}, ${problem}. Run: npm install --save-dev "${name}@${range}"`,
    { cause },
  )
}

/** Node's and Vite's words for a module that is not there; the first group is what was asked for. */
const NOT_FOUND = [
  /cannot find (?:package|module) ['"`]([^'"`]+)['"`]/i,
  /failed to resolve import ['"`]([^'"`]+)['"`]/i,
  // The package is there, but too old to have the module.
  /package subpath .* is not defined .* in \S*[/\\]node_modules[/\\](.+?)[/\\]package\.json/i,
]

function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error)) return false
  const asked = NOT_FOUND.map((pattern) => pattern.exec(error.message)?.[1]?.replaceAll('\\', '/'))
  // The peer itself, not something that the peer fails to find.
  return asked.some((specifier) => specifier === name || specifier?.startsWith(`${name}/`) === true)
}
