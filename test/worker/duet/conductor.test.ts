import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Side } from '../../../src/core/duet/duet-record.ts'
import { Conductor } from '../../../src/worker/duet/conductor.ts'

/** What the tests of a side do: the measurements of each, by name; undefined for a test that never runs. */
type Script = readonly (readonly string[] | undefined)[]

/** Plays both sides, and writes down what happened, in order. */
async function play(scripts: Readonly<Record<Side, Script>>): Promise<string[]> {
  const log: string[] = []
  let running = 0
  const step = async (what: string): Promise<void> => {
    running++
    expect(running, 'one at a time').toBe(1)
    log.push(what)
    await Promise.resolve()
    running--
  }
  const conductor = new Conductor<string>(
    async (parts) => step(`duet ${parts.old}+${parts.new}`),
    (side, part) => void log.push(`${side} alone at ${part}`),
  )
  const perform = async (side: Side): Promise<void> => {
    for (const [index, measurements] of scripts[side].entries()) {
      if (measurements === undefined) continue
      await conductor.enter(side, index)
      await step(`${side} ${index}`)
      for (const name of measurements) {
        await conductor.meet(side, { name, part: name })
        await step(`${side} ${name}`)
      }
      conductor.leave(side)
    }
    conductor.close(side)
  }
  await Promise.all([perform('new'), perform('old')])
  return log
}

describe('two sides', () => {
  test('take turns, and meet at measurements of one name', async () => {
    expect(await play({ old: [['a', 'b'], []], new: [['a', 'b'], []] })).toStrictEqual([
      'old 0',
      'new 0',
      'duet a+a',
      'old a',
      'new a',
      'duet b+b',
      'old b',
      'new b',
      'old 1',
      'new 1',
    ])
  })

  test('go on by themselves where the other one has no such measurement', async () => {
    expect(await play({ old: [['a']], new: [['b', 'a']] })).toStrictEqual([
      'old 0',
      'new 0',
      'old alone at a',
      'old a',
      'new alone at b',
      'new b',
      'new alone at a',
      'new a',
    ])
  })

  test('do not wait for a test that never runs, such as after a hook that failed', async () => {
    const log = await play({ old: [undefined, ['b']], new: [['a'], ['b']] })
    expect(log).toContain('new alone at a')
    expect(log).toContain('duet b+b')
  })

  test('end whatever they do, and miss no meeting when both do the same', async () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 })
    const script = fc.array(fc.option(names, { nil: undefined }), { minLength: 3, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(script, script, async (old, latter) => {
        const all = (scripts: Script): string[] => scripts.flatMap((one) => one ?? [])
        const log = await play({ old, new: latter })
        expect(log.filter((line) => /^old [abc]$/.test(line))).toHaveLength(all(old).length)
        expect(log.filter((line) => /^new [abc]$/.test(line))).toHaveLength(all(latter).length)
        const same = await play({ old, new: old })
        expect(same.filter((line) => line.startsWith('duet'))).toHaveLength(all(old).length)
      }),
    )
  })
})

test('a test that is cut off while it waits lets the other one go', async () => {
  const conductor = new Conductor<string>(() => Promise.reject(new Error('nobody plays')))
  const entered = [conductor.enter('old', 0), conductor.enter('new', 0)]
  await entered[0]
  void conductor.meet('old', { name: 'a', part: 'a' })
  await entered[1]
  conductor.leave('old')
  await conductor.meet('new', { name: 'a', part: 'a' })
})
