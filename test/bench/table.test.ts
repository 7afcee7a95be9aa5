import { expect, test } from 'vitest'
import type { Findings } from '../../bench/benchmark.ts'
import { renderFindings } from '../../bench/table.ts'

const plain = (_: string, text: string): string => text

test('with the work itself, and asides', () => {
  const findings: Findings = {
    title: 'What each iteration costs.',
    unit: 'ns',
    peer: 'tinybench',
    rows: [
      { row: 'empty function', work: 2.5, peer: 210, ours: 130, ratio: 0.62, difference: -80 },
      { row: 'about 50 µs', work: 50_100, peer: 220, ours: 810.4, ratio: 3.684, difference: 590.4 },
    ],
    asides: [{ title: 'Beside', columns: ['', 'mitata ns'], rows: [['empty function', -1.25]] }],
  }
  const judgements = [
    { goal: '≤ +30.0 ns', met: true, judged: true },
    { goal: '≤ +501 ns', met: false, judged: true },
  ]
  expect(renderFindings(findings, judgements, plain).join('\n')).toBe(`What each iteration costs.

                  work ns  tinybench ns  skillperf ns  difference  ratio  goal
  empty function     2.50           210           130       −80.0  0.620  ✓ ≤ +30.0 ns
  about 50 µs      50 100           220           810        +590  3.684  ✗ ≤ +501 ns

Beside
                  mitata ns
  empty function      -1.25`)
})

test('without work, and with a figure that nobody knows', () => {
  const findings: Findings = {
    title: 'CPU time.',
    unit: 's',
    peer: 'without',
    rows: [
      { row: 'the plugin', peer: 10, ours: 10.4, ratio: 1.04, difference: 0.4 },
      { row: 'the reporter', peer: 10, ours: Number.NaN, ratio: Number.NaN, difference: Number.NaN },
    ],
    asides: [],
  }
  const judgements = [
    { goal: '≤ 1.07 ×', met: true, judged: true },
    { goal: '≤ 1.07 ×', met: false, judged: true },
  ]
  expect(renderFindings(findings, judgements, plain).join('\n')).toBe(`CPU time.

                without s  skillperf s  difference  ratio  goal
  the plugin         10.0         10.4      +0.400  1.040  ✓ ≤ 1.07 ×
  the reporter       10.0            —           —      —  ✗ ≤ 1.07 ×`)
})
