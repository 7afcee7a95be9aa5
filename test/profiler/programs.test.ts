import { setImmediate as turn } from 'node:timers/promises'
import * as fc from 'fast-check'
import { test } from 'vitest'
import { span } from '../../src/profiler/span.ts'
import { startSpan } from '../../src/profiler/start-span.ts'
import { trace } from '../../src/profiler/trace.ts'
import { inTrace } from '../helpers/in-trace.ts'

/** A span, how it is opened, and what it calls. */
interface Program {
  readonly opens: 'span' | 'trace' | 'using' | 'generator'
  /** It waits before it calls the others. */
  readonly waits: boolean
  /** It calls them at once. */
  readonly atOnce: boolean
  readonly calls: readonly Program[]
}

const { program } = fc.letrec<{ program: Program }>((tie) => ({
  program: fc.record({
    opens: fc.constantFrom('span', 'trace', 'using', 'generator'),
    waits: fc.boolean(),
    atOnce: fc.boolean(),
    calls: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('program'), { maxLength: 3 })),
  }),
}))

async function body({ waits, atOnce, calls }: Program, name: string): Promise<void> {
  if (waits) await turn()
  if (atOnce) await Promise.all(calls.map((call, nth) => run(call, `${name}${nth}`)))
  else for (const [nth, call] of calls.entries()) await run(call, `${name}${nth}`)
}

async function inScope(of: Program, name: string): Promise<void> {
  using _ = startSpan(name)
  await body(of, name)
}

async function* items(of: Program, name: string): AsyncGenerator<number> {
  yield 1
  await body(of, name)
  yield 2
}

async function read(of: Program, name: string): Promise<void> {
  for await (const _ of span(name, () => items(of, name)));
}

function run(of: Program, name: string): Promise<void> {
  if (of.opens === 'using') return inScope(of, name)
  if (of.opens === 'generator') return read(of, name)
  return of.opens === 'trace' ? trace(name, () => body(of, name))() : span(name, () => body(of, name))
}

function expected({ calls }: Program, name: string): string {
  const inner = calls.map((call, nth) => expected(call, `${name}${nth}`)).join(' ')
  return inner === '' ? name : `${name}(${inner})`
}

test('the tree is the program, whatever is opened by what, at once or one after the other', async () => {
  await fc.assert(
    fc.asyncProperty(program, async (of) => {
      const { root, faults } = await inTrace(() => run(of, 'r'))
      const shape = (node: typeof root): string => {
        const inner = node.children.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(shape)
        return inner.length === 0 ? node.name : `${node.name}(${inner.join(' ')})`
      }
      return (
        root.children.map(shape).join(' ') === expected(of, 'r') &&
        faults.unfinished + faults.outlived + faults.late + faults.endedTwice === 0
      )
    }),
  )
})
