import { announcedMocks } from '../../src/core/calls/mocked-call.ts'

/** Forgets the wrapped functions and caches that other test files of this process have made. */
export function forgetMocks(): void {
  const names = announcedMocks() as Set<string>
  names.clear()
}
