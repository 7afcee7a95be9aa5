import { usageError } from '../errors.ts'
import { requireName } from '../known-name.ts'
import type { Operation } from './operation.ts'
import { readSpanName } from './span-name.ts'
import type { Spans } from './spans.ts'

/**
 * The operation of a name, as a user gave it.
 *
 * @returns undefined for a name that is known, but that no span had
 * @throws SkillperfError for a name that nobody has announced, and no span had, with the nearest one that is known
 */
export function findOperation(
  { operations, known }: Spans,
  name: unknown,
  place: string,
): { readonly name: string; readonly operation: Operation | undefined } {
  if (typeof name === 'string' && name !== '' && known.length === 0) {
    throw usageError({
      place,
      rule: 'no span was seen, and none is known',
      received: { value: name },
      fix: 'Open some in the code under test, with span(name, fn) of skillperf/profiler, or mock its tools.',
    })
  }
  const wanted = requireName(keptName(name, known), known, 'span', place)
  return { name: wanted, operation: operations.find((other) => other.name === wanted) }
}

/** A name that is long, or has a secret in it, is kept as another. */
function keptName(name: unknown, known: readonly string[]): unknown {
  if (typeof name !== 'string' || name === '') return name
  const kept = readSpanName(name)
  return known.includes(kept) ? kept : name
}
