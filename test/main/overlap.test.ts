import { expect, test } from 'vitest'
import type { TestModule } from 'vitest/node'
import { Overlap } from '../../src/main/overlap.ts'

const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id }) as TestModule) as [TestModule, TestModule, TestModule]

/** `+a` starts it, `-a` ends it, `|` starts a run. */
function watch(events: string): Overlap {
  const overlap = new Overlap()
  const modules = { a, b, c } as Readonly<Record<string, TestModule>>
  for (const event of events.split(' ')) {
    const module = modules[event.slice(1)]
    if (event === '|') overlap.runStarts()
    else if (module !== undefined && event.startsWith('+')) overlap.moduleStarts(module)
    else if (module !== undefined) overlap.moduleEnds(module)
  }
  return overlap
}

test.for<[string, string, readonly TestModule[]]>([
  ['one after the other', '| +a -a +b -b +c -c', []],
  ['two at once', '| +a +b -a -b +c -c', [a, b]],
  ['in a chain', '| +a +b -a +c -b -c', [a, b, c]],
  ['one within another', '| +a +b -b +c -c -a', [a, b, c]],
  ['alone in the next run', '| +a +b -a -b | +a -a', [b]],
  ['beside another in the next run', '| +a -a +b -b | +a +b -b -a', [a, b]],
  ['when a run was broken off', '| +a | +b -b', []],
  ['an end without a start', '| -a +b -b', []],
])('who ran beside others: %s', ([, events, expected]) => {
  const overlap = watch(events)
  expect([a, b, c].filter((module) => overlap.ranBesideOthers(module))).toStrictEqual(expected)
})
