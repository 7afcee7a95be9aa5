import type { MockedCall } from './mocked-call.ts'

/** Of so many iterations, from the first one on, is noted what their calls draw. */
export const NOTED_ITERATIONS = 16

/** By the mock: the latency in ms that its model drew for the first call of each of the first iterations. */
export type Draws = Map<string, (number | undefined)[]>

const slots = globalThis as unknown as Record<symbol, object | undefined>
/** What draws are kept under for as long as a measurement lasts; one object, however often this module is loaded. */
export const DRAWS_KEY: object = (slots[Symbol.for('skillperf.draws')] ??= {})

/**
 * Notes what a latency model has drawn, before anything else changes it: two
 * runs in which the first calls of their iterations draw the same have the same
 * mocks, whatever their code does with them.
 */
export function noteDraw(
  call: Pick<MockedCall, 'nth' | 'iteration' | 'state'>,
  name: string,
  ms: number,
): void {
  const { nth, iteration } = call
  if (nth !== 0 || iteration === undefined || iteration < 0 || iteration >= NOTED_ITERATIONS) return
  const draws = call.state<Draws>(DRAWS_KEY, () => new Map())
  const drawn = draws.get(name) ?? new Array<number | undefined>(NOTED_ITERATIONS).fill(undefined)
  draws.set(name, drawn)
  drawn[iteration] ??= ms
}
