import { expect, test } from 'vitest'
import type { SampledNode } from '../../../src/worker/memory/allocation-sites.ts'
import { allocationSites } from '../../../src/worker/memory/allocation-sites.ts'

const USERS = '7'
/** A line each. */
const NAMES = ['(root)', 'run', 'remember', 'recall', 'idle', 'set', 'grow', 'callback', 'compare', '']

function sampled(
  functionName: string,
  selfSize: number,
  children: readonly SampledNode[] = [],
  scriptId: string = USERS,
): SampledNode {
  const callFrame = {
    functionName,
    scriptId,
    url: '',
    lineNumber: NAMES.indexOf(functionName),
    columnNumber: 2,
  }
  return { callFrame, selfSize, children }
}

function sitesOf(head: SampledNode): unknown {
  return allocationSites(head, ({ scriptId, line }, name) =>
    scriptId === USERS ? { function: name, file: 'src/a.ts', line: line + 1 } : undefined,
  ).map(({ place, bytes }) => `${place.function} ${bytes}`)
}

test('each of the user’s functions counts what it has allocated itself, however it was called', () => {
  const head = sampled('(root)', 0, [
    sampled('run', 10, [sampled('remember', 300), sampled('recall', 20, [sampled('remember', 40)])]),
    sampled('idle', 0),
  ])
  expect(sitesOf(head)).toStrictEqual(['remember 340', 'recall 20', 'run 10'])
})

test('what libraries and the engine allocate counts for the one who has called them', () => {
  const set = sampled('set', 200, [sampled('grow', 100, [], '8')], '8')
  const head = sampled(
    '(root)',
    5,
    [
      sampled('remember', 10, [set]),
      sampled('callback', 70, [], '9'),
      sampled('set', 4, [sampled('compare', 3)], '8'),
    ],
    '0',
  )
  expect(sitesOf(head)).toStrictEqual(['remember 310', 'compare 3'])
})

test('what a function without a name allocates counts for the one around it, if there is one in its file', () => {
  const callback = sampled('', 90)
  const head = sampled(
    '(root)',
    0,
    [sampled('remember', 10, [callback]), sampled('set', 0, [callback], '8')],
    '0',
  )
  expect(sitesOf(head)).toStrictEqual(['remember 100', ' 90'])
})
