import { SkillperfError } from '../core/errors.ts'
import { nearestHandler } from '../core/nearest-handler.ts'
import type { NetworkHandler } from '../core/network.ts'
import { publicUrl, redact } from '../core/redact.ts'

/** `error` refuses the request, `warn` lets it pass with a warning, `bypass` lets it pass. */
export type OnUnhandledRequest = 'error' | 'warn' | 'bypass'

/** A request that no handler answered, and what there was. */
export interface Unhandled {
  readonly request: Request
  readonly handlers: readonly NetworkHandler[]
}

/**
 * What is wrong with letting the request pass, or undefined if nothing is:
 * this machine is not the network, and neither is a URL that holds its own data. In virtual time the policy for real I/O decides.
 */
export function objectTo({ request, handlers }: Unhandled): SkillperfError | undefined {
  const { method, url } = request
  if (!/^https?:/i.test(url) || isLoopback(url)) return undefined
  const nearest = nearestHandler({ method, url }, handlers)
  const hint =
    nearest === undefined
      ? 'No handler is registered.'
      : redact(`The nearest handler is "${nearest.name}" (${describe(nearest)}).`)
  return new SkillperfError(
    `perf.network: nothing answers ${method} ${publicUrl(url)}. ${hint} ` +
      "Add a handler for it, or let it pass with perf.network(handlers, { onUnhandledRequest: 'warn' }).",
  )
}

function describe({ method, url, condition }: NetworkHandler): string {
  return `${method.toUpperCase()} ${url}${condition === undefined ? '' : `, ${condition}`}`
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    hostname.startsWith('127.')
  )
}
