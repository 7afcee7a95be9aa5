import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { chromeTrace } from '../../../src/core/trace/chrome-trace.ts'
import type { ChromeEvent } from '../../../src/core/trace/chrome-trace.ts'
import type { SpanNode } from '../../../src/core/trace/span-node.ts'
import { arbitraryTree } from '../../helpers/arbitrary-tree.ts'
import { drawTree, spansOf } from '../../helpers/span-tree.ts'

const tree = drawTree(
  {
    name: 'research',
    startMs: 1_000,
    endMs: 1_300,
    children: [
      {
        name: 'search',
        startMs: 1_000,
        endMs: 1_100,
        failed: true,
        attributes: { q: 'vitest', apiKey: 'sk-1234567890abcdef' },
      },
      {
        name: 'fetch',
        startMs: 1_050.0005,
        endMs: 1_120,
        unfinished: true,
        attributes: { url: 'https://x.example/?token=abcdefghijkl' },
        children: [{ name: 'read', startMs: 1_060, endMs: 1_070 }],
      },
    ],
  },
  4,
)

test('spans that nest are complete events, one that overlaps is async, with those in it under its id', () => {
  expect(chromeTrace({ name: 'research', clock: 'virtual', spans: spansOf(tree) })).toStrictEqual({
    displayTimeUnit: 'ms',
    otherData: { measurement: 'research', clock: 'virtual' },
    traceEvents: [
      {
        ph: 'M',
        pid: 1,
        tid: 1,
        name: 'process_name',
        args: { name: 'research, iteration 4 (median, slowest)' },
      },
      { ph: 'M', pid: 1, tid: 1, name: 'thread_name', args: { name: 'virtual time' } },
      { name: 'research', cat: 'span', ph: 'X', ts: 0, dur: 300_000, pid: 1, tid: 1, args: {} },
      {
        name: 'search',
        cat: 'span',
        ph: 'X',
        ts: 0,
        dur: 100_000,
        pid: 1,
        tid: 1,
        args: { q: 'vitest', apiKey: '[redacted]', failed: true },
      },
      {
        name: 'fetch',
        cat: 'span',
        id: '0x1',
        pid: 1,
        tid: 1,
        ph: 'b',
        ts: 50_000.5,
        args: { url: 'https://x.example/?token=[redacted]', unfinished: true },
      },
      { name: 'read', cat: 'span', id: '0x1', pid: 1, tid: 1, ph: 'b', ts: 60_000, args: {} },
      { name: 'read', cat: 'span', id: '0x1', pid: 1, tid: 1, ph: 'e', ts: 70_000 },
      { name: 'fetch', cat: 'span', id: '0x1', pid: 1, tid: 1, ph: 'e', ts: 120_000 },
    ],
  })
})

/** Reads spans back as the format says: complete events as they are, async ones by what was last opened under their id. */
function readBack(events: readonly ChromeEvent[]): string[] {
  const open = new Map<string, ChromeEvent[]>()
  const spans: string[] = []
  // Readers put them in order of time first.
  for (const event of events.toSorted((a, b) => (a.ts ?? 0) - (b.ts ?? 0))) {
    const { ph, name, pid, ts = 0, dur = 0, id = '' } = event
    if (ph === 'X') spans.push(`${pid} ${name} ${ts} ${ts + dur}`)
    if (ph === 'b') open.set(id, [...(open.get(id) ?? []), event])
    if (ph === 'e') {
      const begun = open.get(id)?.pop()
      expect(begun).toMatchObject({ name, pid })
      spans.push(`${pid} ${name} ${begun?.ts} ${ts}`)
    }
  }
  for (const begun of open.values()) expect(begun).toStrictEqual([])
  return spans.toSorted()
}

function expectedOf({ name, startMs, endMs, children }: SpanNode, pid: number): string[] {
  return [
    `${pid} ${name} ${startMs * 1_000} ${endMs * 1_000}`,
    ...children.flatMap((child) => expectedOf(child, pid)),
  ]
}

test('every span of any trees is read back with its times', () => {
  fc.assert(
    fc.property(fc.array(arbitraryTree, { maxLength: 3 }), (drawn) => {
      const trees = drawn.map(drawTree)
      const { traceEvents } = chromeTrace({ name: 'research', clock: 'real', spans: spansOf(...trees) })
      expect(readBack(traceEvents)).toStrictEqual(
        trees.flatMap(({ root }, i) => expectedOf(root, i + 1)).toSorted(),
      )
    }),
  )
})

test('no secret in the name of a measurement comes in', () => {
  const run = { name: 'search?api_key=abcdefgh1234', clock: 'virtual', spans: spansOf(tree) } as const
  const { otherData, traceEvents } = chromeTrace(run)
  expect(otherData).toStrictEqual({ measurement: 'search?api_key=[redacted]', clock: 'virtual' })
  expect(traceEvents[0]?.args).toStrictEqual({
    name: 'search?api_key=[redacted], iteration 4 (median, slowest)',
  })
})
