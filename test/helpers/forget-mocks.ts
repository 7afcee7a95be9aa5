import { announcedMocks } from '../../src/core/calls/mocked-call.ts'

/** Forgets the wrapped functions, caches and agents that other test files of this process have made. */
export function forgetMocks(): void {
  const names = announcedMocks() as Set<string>
  names.clear()
  const registry: unknown = Reflect.get(globalThis, Symbol.for('skillperf.mock-host'))
  Reflect.deleteProperty(registry as object, 'unnamed')
}
