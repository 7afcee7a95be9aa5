/** What real work is, and with it what it may do to virtual time. */
export type WorkKind =
  | 'network'
  | 'file'
  | 'process'
  | 'worker'
  /** The process's own: compression, cryptography, compiling WebAssembly. */
  | 'compute'
  /** Loading a module. */
  | 'import'

/** How a resource of Node's takes part in what is going on. */
export type ResourceKind =
  /** Runs by itself in the next turn. */
  | { readonly is: 'immediate' }
  /** Hands over messages in some turn. */
  | { readonly is: 'port' }
  /** Is out from its making until its callback has run. */
  | { readonly is: 'request'; readonly kind: WorkKind }
  /** Is out while it has a buffer to work on. */
  | { readonly is: 'codec' }
  /** Is out from its making until it is closed, while it keeps the process alive. */
  | { readonly is: 'handle'; readonly kind: WorkKind }

const KINDS: readonly (readonly [RegExp, ResourceKind])[] = [
  [/^Immediate$/, { is: 'immediate' }],
  [/^MESSAGEPORT$/, { is: 'port' }],
  [/^ZLIB$/, { is: 'codec' }],
  // A process's output may come after its end.
  [/^(?:PROCESS|PIPE)WRAP$/, { is: 'handle', kind: 'process' }],
  [/^WORKER$/, { is: 'handle', kind: 'worker' }],
  [/^(?:FSREQ|FILEHANDLECLOSEREQ)/, { is: 'request', kind: 'file' }],
  [/^(?:GETADDRINFO|GETNAMEINFO)REQWRAP$|^QUERYWRAP$/, { is: 'request', kind: 'network' }],
  [/^(?:TCP|PIPE)CONNECTWRAP$|^UDPSENDWRAP$/, { is: 'request', kind: 'network' }],
  // Not HTTPCLIENTREQUEST: that is the parser of an answer.
  [/^(?!HTTP)[A-Z0-9]+REQUEST$/, { is: 'request', kind: 'compute' }],
]

const known = new Map<string, ResourceKind | undefined>()

/** @param type as `async_hooks` calls it */
export function resourceKind(type: string): ResourceKind | undefined {
  if (!known.has(type)) known.set(type, KINDS.find(([pattern]) => pattern.test(type))?.[1])
  return known.get(type)
}
