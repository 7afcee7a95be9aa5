import { describe, expect, test } from 'vitest'
import type { Attempt } from '../../../src/core/attempts.ts'
import type { Finding } from '../../../src/core/baseline/baseline-record.ts'
import { compareExact } from '../../../src/core/baseline/compare-exact.ts'
import { drawsDigest } from '../../../src/core/baseline/draws-digest.ts'
import type { ExactFigures } from '../../../src/core/baseline/exact-entry.ts'
import { DrawsSuspicion } from '../../../src/worker/baseline/draws-suspicion.ts'
import { errorsOf, settleSuspicions } from '../../../src/worker/suspicion.ts'
import type { AttemptWish } from '../../../src/worker/suspicion.ts'
import { exactRecordOf, figuresWith } from '../../helpers/baselines.ts'
import { recordOf, tryOf } from '../../helpers/measurement-record.ts'

const before = figuresWith({ draws: [['search', drawsDigest([1, 2, 3])]] })
const redrawn = (meanMs: number): ExactFigures =>
  figuresWith({ draws: [['search', drawsDigest([4, 5, 6])]], times: { meanMs } })

const answer = (figures: ExactFigures | null, name = 'research'): Attempt => ({
  kind: 'report',
  report: {
    version: 1,
    tries: [tryOf([recordOf({ name, ...(figures !== null && { baseline: exactRecordOf(figures) }) })])],
  },
})

interface Settled {
  readonly finding: Finding | undefined
  readonly wishes: readonly AttemptWish[]
  readonly errors: readonly string[]
}

/** Settles with these answers to each wish, by the seed; to further ones as to the last. */
async function settled(
  answers: readonly ((seed: number) => Attempt)[],
  policy: 'warn' | 'fail' = 'warn',
): Promise<Settled> {
  let finding: Finding | undefined
  const suspicion = new DrawsSuspicion({
    measurement: 'research',
    base: before,
    comparison: compareExact(before, redrawn(11), 0),
    tolerance: 0,
    settled: (found) => void (finding = found),
    error: (found, { seeds, reason }, policy) =>
      found.result === 'worse' || (found.result === 'inconclusive' && policy === 'fail')
        ? new Error(`${found.result} over ${seeds.length} seeds${reason === undefined ? '' : `: ${reason}`}`)
        : undefined,
  })
  const wishes: AttemptWish[] = []
  await settleSuspicions([suspicion], 0, (wish) => {
    wishes.push(wish)
    const next = answers[wishes.length - 1] ?? answers.at(-1)
    if (next === undefined || wish.seeds === undefined) throw new Error('no answer')
    return Promise.resolve(wish.seeds.map(next))
  })
  return { finding, wishes, errors: errorsOf([suspicion], policy).map(({ message }) => message) }
}

describe('a measurement that has drawn other latencies', () => {
  test('is run with eight seeds, in one attempt', async () => {
    const { wishes } = await settled([() => answer(redrawn(10))])
    expect(wishes).toStrictEqual([{ seeds: [1, 2, 3, 4, 5, 6, 7, 8] }])
  })

  test('passes where the baseline lies among them, and has still to be recorded', async () => {
    const means = [9.8, 10.1, 10.2, 9.9, 10, 9.7, 10.3, 10]
    const { finding, errors } = await settled([(seed) => answer(redrawn(means[seed - 1] ?? 0))])
    expect(finding).toStrictEqual({
      result: 'better',
      changes: ['different draws, same structure: compared over 8 seeds'],
    })
    expect(errors).toStrictEqual([])
  })

  test('fails where it lies below', async () => {
    const means = [11.8, 12.1, 12.2, 11.9, 12, 11.7, 12.3, 12]
    const { finding, errors } = await settled([(seed) => answer(redrawn(means[seed - 1] ?? 0))])
    expect(finding).toStrictEqual({
      result: 'worse',
      changes: ['mean 10.0 → 12.0 ms', 'different draws, same structure: compared over 8 seeds'],
    })
    expect(errors).toStrictEqual(['worse over 8 seeds'])
  })

  test('says so where counts differ as well', async () => {
    const more = { ...redrawn(10), counts: [['calls search', 100]] } as const
    expect((await settled([() => answer(more)])).finding).toStrictEqual({
      result: 'worse',
      changes: ['calls search 0 → 1 per iteration', 'different draws: compared over 8 seeds'],
    })
  })

  test('asks once more for seeds that had no say, and gives up at the second time', async () => {
    const failed: Attempt = { kind: 'failure', reason: 'it ended with code 1 and no answer' }
    const died = (seed: number): Attempt => (seed > 5 ? failed : answer(redrawn(10)))
    const once = await settled([died, () => answer(redrawn(10))])
    expect(once.finding?.result).toBe('better')
    expect(once.wishes).toStrictEqual([{ seeds: [1, 2, 3, 4, 5, 6, 7, 8] }, { seeds: [6, 7, 8] }])
    const never = await settled([died, () => failed], 'fail')
    const reason =
      'different draws, and other seeds were not compared, because fresh attempts had no say: it ended with code 1 and no answer'
    expect(never.finding).toStrictEqual({ result: 'inconclusive', changes: [], reason })
    expect(never.wishes).toHaveLength(2)
    expect(never.errors).toStrictEqual([`inconclusive over 0 seeds: ${reason}`])
  })

  test.for<[string, Attempt, string]>([
    ['another name', answer(redrawn(10), 'other'), 'it did not measure "research"'],
    ['nothing counted', answer(null), 'it counted nothing in "research"'],
  ])('takes no answer from %s', async ([, attempt, reason]) => {
    expect((await settled([() => attempt])).finding?.reason).toContain(reason)
  })
})
