import { describe, expect, test } from 'vitest'
import { formatBaselineFailure } from '../../../src/core/baseline/baseline-failure.ts'
import type { FailedComparison } from '../../../src/core/baseline/baseline-failure.ts'
import { compareExact } from '../../../src/core/baseline/compare-exact.ts'
import type { ExactFigures } from '../../../src/core/baseline/exact-entry.ts'
import { likelyCauses } from '../../../src/core/baseline/exact-causes.ts'
import { figuresWith } from '../../helpers/baselines.ts'
import { measurementOf } from '../../helpers/measurement-of.ts'

type Counts = readonly (readonly [string, number])[]
const counted = (counts: Counts, overrides: Partial<ExactFigures> = {}): ExactFigures => ({
  ...figuresWith({ counts }),
  ...overrides,
})
const causesOf = (before: Counts, now: Counts): string[] =>
  likelyCauses(compareExact(counted(before), counted(now), 0).figures)

describe('the likely cause', () => {
  test.for<[string, Counts, Counts, string[]]>([
    ['nothing is worse', [['calls search', 200]], [['calls search', 100]], []],
    [
      'several calls more',
      [],
      [
        ['calls search', 300],
        ['repeated calls search', 300],
      ],
      [
        '+3 `search` calls per iteration, same arguments: keep the first answer, or share its promise between those who ask.',
      ],
    ],
    [
      'retries, and calls of another mock',
      [],
      [
        ['calls llm', 100],
        ['retries llm', 100],
        ['calls search', 50],
      ],
      [
        '+1 `llm` call per iteration, to try again what had failed or was given up: look at why it fails, and at how often its client tries.',
        '+0.5 `search` calls per iteration, not with the same arguments: look at what asks for more.',
      ],
    ],
    [
      'a cache that misses more often, and nobody has to be asked',
      [['cache hits redis', 100]],
      [['cache misses redis', 100]],
      ['+1 miss of `redis` per iteration: look at its keys, and at how long it keeps them.'],
    ],
    [
      'tokens',
      [['tokens in', 100]],
      [['tokens in', 200]],
      ['the same calls, but with more tokens: look at what is added to the prompts.'],
    ],
    ['only bytes', [['bytes sent search', 1]], [['bytes sent search', 2]], []],
    [
      'more than a message can hold',
      [],
      ['a', 'b', 'c', 'd'].map((name) => [`calls ${name}`, 100] as const),
      ['a', 'b', 'c'].map(
        (name) =>
          `+1 \`${name}\` call per iteration, not with the same arguments: look at what asks for more.`,
      ),
    ],
  ])('%s', ([, before, now, causes]) => {
    expect(causesOf(before, now)).toStrictEqual(causes)
  })
})

const run = measurementOf(new Array<number>(100).fill(10), { clock: 'virtual' })
const messageOf = (failed: Partial<FailedComparison>, file = 'skill.test.ts'): string =>
  formatBaselineFailure(
    run,
    { ...compareExact(figuresWith(), figuresWith(), 0), seeds: [], ...failed },
    { title: 'expect(run).toMatchBaseline()', negated: false },
    { path: 'skillperf.baseline.json', file },
  )

describe('a failure', () => {
  test('leaves out bytes that follow from calls, and times that others stand for', () => {
    const [before, now] = [
      counted([
        ['bytes sent llm', 10],
        ['bytes sent search', 10],
        ['calls search', 100],
      ]),
      counted(
        [
          ['bytes sent llm', 20],
          ['bytes sent search', 20],
          ['calls search', 200],
        ],
        { times: { ...figuresWith().times, minMs: 11, p90Ms: 12 } as ExactFigures['times'] },
      ),
    ]
    expect(messageOf(compareExact(before, now, 0))).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

                        Expected  Received
      ✗ calls search           1         2  per iteration, +1
      ✗ bytes sent llm        10        20  in 100 iterations, +10
      ✗ min                 10.0      11.0  ms, +10 %
      ✗ p90                 10.0      12.0  ms, +20 %
      Expected by skillperf.baseline.json          n = 100 iterations

      Likely cause: +1 \`search\` call per iteration, not with the same arguments: look at what asks for more.

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
  })

  test('tells of several causes, and of a file that a shell would take apart', () => {
    const compared = compareExact(
      counted([]),
      counted([
        ['calls a', 100],
        ['calls b', 100],
      ]),
      0,
    )
    expect(messageOf(compared, "it's a skill.test.ts")).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

                 Expected  Received
      ✗ calls a         0         1  per iteration, +1
      ✗ calls b         0         1  per iteration, +1
      Expected by skillperf.baseline.json          n = 100 iterations

      Likely causes
        +1 \`a\` call per iteration, not with the same arguments: look at what asks for more.
        +1 \`b\` call per iteration, not with the same arguments: look at what asks for more.

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run 'it'\\''s a skill.test.ts' -u

      Replay  seed 1"
    `)
  })

  test('tells of other draws, over eight seeds', () => {
    const before = figuresWith({ iterations: 50, draws: [['search', 'AAAA']] })
    const now = figuresWith({ draws: [['search', 'BBBB']], times: { meanMs: 12 } })
    const compared = compareExact(before, now, 0)
    const figures = compared.figures.map((figure) => ({ ...figure, interval: [11, 13] as const }))
    expect(messageOf({ ...compared, figures, seeds: [1, 2, 3, 4, 5, 6, 7, 8] })).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

              Expected  Received
      ✗ mean      10.0      12.0  ms, +20 %, 8 seeds give 11.0 to 13.0
      Expected by skillperf.baseline.json, 50 iterations there          n = 100 iterations

      \`search\` draws other latencies than in the baseline.
      It runs another number of iterations than in the baseline.
      Different draws, same structure: one seed alone says nothing, so that 8 were compared.

      Likely cause: the same calls take longer together, most probably those of \`search\`, which draw other latencies now.

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
  })

  test('says why nobody can tell', () => {
    expect(messageOf({ reason: 'the moon is full' })).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

      Expected by skillperf.baseline.json          n = 100 iterations

      Inconclusive: the moon is full.

      Next step: if it is meant to be so, record it anew: npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
  })
})
