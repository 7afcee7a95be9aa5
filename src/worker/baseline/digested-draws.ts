import { drawsDigest } from '../../core/baseline/draws-digest.ts'
import { DRAWS_KEY } from '../../core/calls/draws.ts'
import type { Draws } from '../../core/calls/draws.ts'
import { stateOf } from '../calls/session.ts'

/**
 * What the mocks of a measurement have drawn, as digests by their names.
 *
 * @param session what mocks remember things for
 */
export function digestedDraws(session: object): Readonly<Record<string, string>> {
  const draws = stateOf<Draws>(session, DRAWS_KEY, () => new Map())
  return Object.fromEntries([...draws].map(([name, drawnMs]) => [name, drawsDigest(drawnMs)]))
}
