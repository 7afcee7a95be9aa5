import { SkillperfError } from './errors.ts'
import type { NetworkHandler } from './network.ts'

/** A request handler of msw, told by its shape. */
export interface ForeignHandler {
  readonly kind: string
  readonly info: object
  run(args: never): Promise<unknown>
}

/** A server of msw, told by its shape: its handlers are looked up with every request. */
export interface ForeignServer {
  listHandlers(): readonly object[]
  use(...handlers: never[]): void
}

/** Makes a handler of ours of one of msw's, or of all that a server has. */
export type Adopt = (foreign: ForeignHandler | ForeignServer) => NetworkHandler

const slots = globalThis as unknown as Record<symbol, { adopt?: Adopt } | undefined>
const registry = (slots[Symbol.for('skillperf.adoption')] ??= {})

export function isForeignHandler(value: unknown): value is ForeignHandler {
  return isObject(value) && 'info' in value && 'run' in value && 'predicate' in value
}

export function isForeignServer(value: unknown): value is ForeignServer {
  return isObject(value) && 'listHandlers' in value && 'use' in value
}

/** Says how to adopt: whatever knows msw does, when it is imported. */
export function provideAdoption(adopt: Adopt): void {
  registry.adopt = adopt
}

/** @throws SkillperfError where nobody knows msw */
export function adoptForeign(foreign: ForeignHandler | ForeignServer, place: string): NetworkHandler {
  if (registry.adopt !== undefined) return registry.adopt(foreign)
  throw new SkillperfError(
    `${place}: handlers of msw are served by skillperf/mocks, which nobody has imported. Write: import 'skillperf/mocks'.`,
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
