import { describe, expect, test } from 'vitest'
import { llmOf } from '../helpers/calls.ts'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'
import type { Overrides } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const prices = { 'gpt-x': { in: 2.5, out: 10 }, 'embed-y': { in: 0.1 } }
const fix = "Write { prices: { 'gpt-x': { in: 2.5, out: 10 } } }, per million tokens."

/** Iteration 0 costs $0.0125 with 1,000 tokens out; iteration 1 as much more as it has more of them. */
const costing = (output: number): Overrides => ({
  seen: {
    llm: llmOf({ calls: 3 }),
    tokens: [
      { iteration: 0, model: 'gpt-x', calls: 1, input: 1_000, output: 1_000 },
      { iteration: 1, model: 'gpt-x', calls: 1, input: 1_000, output },
      { iteration: 1, model: 'embed-y', calls: 1, input: 5_000, output: 0 },
    ],
  },
})

describeCountMatcher({
  name: 'toCostAtMost',
  args: ['$0.02', { prices }],
  shownArgs: '"$0.02", { prices: { "gpt-x": { in: 2.5, out: 10 }, "embed-y": { in: 0.1 } } }',
  passes: costing(1_700),
  fails: costing(3_000),
  check: { label: 'cost', limit: 0.02, received: 0.033 },
  bad: [
    ...[0.02, '0.02', '$', '$-1', '2 $', '$1e999', '$1e'].map(
      (limit) =>
        [
          [limit, { prices }],
          `toCostAtMost: the limit must be an amount from 0 up with one of the signs $ € £ ¥ ₹ in front, received ${JSON.stringify(limit)}. Write for example '$0.02'.`,
        ] as const,
    ),
    [['$1'], `toCostAtMost \`prices\`: options must be a plain object, received undefined. ${fix}`],
    [
      ['$1', { price: {} }],
      'toCostAtMost: unknown option `price`. Did you mean `prices`? Known: prices, per.',
    ],
    [
      ['$1', { prices: { 'gpt-y': { in: 1, out: 1 } } }],
      `toCostAtMost: "gpt-x" has no price, and used 2000 tokens in and 2700 out. Models seen: "gpt-x", "embed-y". ${fix}`,
    ],
    [
      ['$1', { prices: { ...prices, 'gpt-x': { in: 1 } } }],
      `toCostAtMost: "gpt-x" has no price for its answers, and used 2000 tokens in and 2700 out. Models seen: "gpt-x", "embed-y". ${fix}`,
    ],
    [
      ['$1', { prices: { 'gpt-x': 5 } }],
      'toCostAtMost price of "gpt-x": options must be a plain object, received 5. Write { in: 2.5, out: 10 }: what a million tokens cost.',
    ],
    [
      ['$1', { prices: { 'gpt-x': { in: -1, out: 1 } } }],
      'toCostAtMost price of "gpt-x": `in` must be a finite number from 0 up, received -1. Write { in: 2.5, out: 10 }: what a million tokens cost.',
    ],
  ],
  nothing: [
    [
      {},
      'toCostAtMost: no call of a language model was seen in "research". Mock it before, with perf.network([llm.…({ reply })]).',
    ],
  ],
})

describe('expect(run).toCostAtMost', () => {
  test('tells the worst iteration, with the sign of the limit', () => {
    expect(failureOf(ranTwice(costing(3_000)), 'toCostAtMost', ['€0.02', { prices }])).toMatchInlineSnapshot(`
      "expect(run).toCostAtMost("€0.02", { prices: { "gpt-x": { in: 2.5, out: 10 }, "embed-y": { in: 0.1 } } })   research, real clock

      Expected cost  ≤   €0.02 per iteration
      Received cost    €0.0330 in iteration 1, the worst          n = 2 · mean €0.0227 · total €0.0455

      gpt-x: €0.00500 for prompts and €0.0400 for answers, in the whole run.
      embed-y: €0.000500 for prompts and €0 for answers, in the whole run.
      Next step: gpt-x is 99 % of it: ask for shorter answers, or let a cheaper model do it.

      Replay  seed 1"
    `)
  })

  test('tells of the whole run', () => {
    expect(failureOf(ranTwice(costing(3_000)), 'toCostAtMost', ['$0.02', { prices, per: 'run' }]))
      .toMatchInlineSnapshot(`
        "expect(run).toCostAtMost("$0.02", { prices: { … }, per: "run" })   research, real clock

        Expected cost  ≤   $0.02 in the whole run
        Received cost    $0.0455 in the whole run          n = 2 · mean $0.0227 · most $0.0330, in iteration 1

        gpt-x: $0.00500 for prompts and $0.0400 for answers, in the whole run.
        embed-y: $0.000500 for prompts and $0 for answers, in the whole run.
        Next step: gpt-x is 99 % of it: ask for shorter answers, or let a cheaper model do it.

        Replay  seed 1"
      `)
  })

  test('tells what broke it under .not', () => {
    expect(failureOf(ranTwice(costing(1_000)), 'toCostAtMost', ['$0.02', { prices }], { not: true }))
      .toMatchInlineSnapshot(`
      "expect(run).not.toCostAtMost("$0.02", { prices: { "gpt-x": { in: 2.5, out: 10 }, "embed-y": { in: 0.1 } } })   research, real clock

      Expected cost  >   $0.02 in at least one iteration
      Received cost    $0.0130 in iteration 1, the worst          n = 2 · mean $0.0128 · total $0.0255

      gpt-x: $0.00500 for prompts and $0.0200 for answers, in the whole run.
      embed-y: $0.000500 for prompts and $0 for answers, in the whole run.

      Replay  seed 1"
    `)
  })

  test('holds a limit that is just kept, whatever binary fractions make of it', () => {
    const tokens = [0.1, 0.2].map((share) => ({
      iteration: 0,
      model: 'gpt-x',
      calls: 1,
      input: share * 1_000_000,
      output: 0,
    }))
    const run = ranTwice({ seen: { llm: llmOf({ calls: 2 }), tokens } })
    callMatcher(run, 'toCostAtMost', ['$0.3', { prices: { 'gpt-x': { in: 1 } } }])
    thrownBy(() => callMatcher(run, 'toCostAtMost', ['$0.299999', { prices: { 'gpt-x': { in: 1 } } }]))
  })

  test('takes a limit as JavaScript writes small numbers', () => {
    callMatcher(ranTwice(costing(1_700)), 'toCostAtMost', ['$2e-2', { prices }])
    callMatcher(ranTwice(costing(1)), 'toCostAtMost', ['$1e-7', { prices }], { not: true })
  })

  test('costs nothing where prices are 0', () => {
    callMatcher(ranTwice(costing(1)), 'toCostAtMost', [
      '$0',
      { prices: { 'gpt-x': { in: 0, out: 0 }, 'embed-y': { in: 0 } } },
    ])
  })
})
