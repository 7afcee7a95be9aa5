import { describe, expect, test } from 'vitest'
import type { BaselineKey } from '../../../src/core/baseline/baseline.ts'
import type { RecordingAnswer } from '../../../src/core/baseline/recording.ts'
import { recordFiles } from '../../../src/main/baseline/record-real.ts'
import { recordOf, tryOf } from '../../helpers/measurement-record.ts'
import { rowOf } from '../../helpers/process-rows.ts'
import { baselineRecordOf } from '../../helpers/real-times.ts'

function keyOf(file: string, test: string, measurement: string = 'parse'): BaselineKey {
  return { project: '', file, test, measurement }
}

/** A process that has run these tests; each measurement took as long as the process is late. */
function ran(nth: number, ...names: readonly string[]): RecordingAnswer {
  const record = recordOf({ name: 'parse', baseline: baselineRecordOf(rowOf({ floorNs: nth }), [nth]) })
  const report = { version: 1, tries: [tryOf([record])] }
  return { kind: 'tests', tests: names.map((name) => ({ name, report })) }
}

describe('recordFiles', () => {
  test('has five processes for each file, the files in turns, and tells of each', async () => {
    const [a, b, other] = [keyOf('a.test.ts', 'one'), keyOf('a.test.ts', 'two'), keyOf('b.test.ts', 'one')]
    const asked: string[] = []
    const told: string[] = []
    let nth = 0
    const asker =
      (file: string) =>
      (tests: readonly string[]): Promise<RecordingAnswer> => {
        asked.push(`${file}: ${tests.join(', ')}`)
        return Promise.resolve(ran(++nth, ...tests))
      }
    const { entries, failures } = await recordFiles(
      [
        { file: 'a.test.ts', keys: [a, b], ask: asker('a') },
        { file: 'b.test.ts', keys: [other], ask: asker('b') },
      ],
      (text) => told.push(text),
    )
    expect(failures).toStrictEqual([])
    expect([...entries.keys()]).toStrictEqual([a, b, other])
    const floors = (key: BaselineKey): number[] | undefined =>
      entries.get(key)?.rows.map((row) => row.floorNs)
    expect([floors(a), floors(b), floors(other)]).toStrictEqual([
      [1, 3, 5, 7, 9],
      [1, 3, 5, 7, 9],
      [2, 4, 6, 8, 10],
    ])
    expect(asked).toStrictEqual(Array.from({ length: 5 }, () => ['a: one, two', 'b: one']).flat())
    expect(told.slice(0, 3)).toStrictEqual([
      'recording real times: process 1 of 10, a.test.ts',
      'recording real times: process 2 of 10, b.test.ts',
      'recording real times: process 3 of 10, a.test.ts',
    ])
  })

  test('records more processes where the machine was busy, at most ten, and keeps the calmest', async () => {
    const references = [45, 45, 70, 45, 45, 70, 46, 45]
    const told: string[] = []
    let [calm, busy] = [0, 0]
    const answerOf = (ref05Ns: number): Promise<RecordingAnswer> => {
      const record = recordOf({ name: 'parse', baseline: baselineRecordOf(rowOf({ ref05Ns }), [1]) })
      return Promise.resolve({
        kind: 'tests',
        tests: [{ name: 'one', report: { version: 1, tries: [tryOf([record])] } }],
      })
    }
    const [a, b] = [keyOf('a.test.ts', 'one'), keyOf('b.test.ts', 'one')]
    const { entries } = await recordFiles(
      [
        { file: 'a.test.ts', keys: [a], ask: () => answerOf((references[calm++] ?? 0) * 1_000) },
        { file: 'b.test.ts', keys: [b], ask: () => answerOf(45_000 * (1 + busy++)) },
      ],
      (text) => told.push(text),
    )
    const micros = (key: BaselineKey): number[] | undefined =>
      entries.get(key)?.rows.map((row) => row.ref05Ns / 1_000)
    expect(micros(a)).toStrictEqual([45, 45, 45, 45, 46])
    expect([calm, busy]).toStrictEqual([7, 10])
    expect(micros(b)).toStrictEqual([45, 90, 135, 180, 225])
    expect(told.slice(9, 12)).toStrictEqual([
      'recording real times: process 10 of 10, b.test.ts',
      'recording real times: one more process, because the machine was busy, a.test.ts',
      'recording real times: one more process, because the machine was busy, b.test.ts',
    ])
  })

  test('gives up on what a process has no times of, and says why; the rest is recorded', async () => {
    const [gone, there] = [keyOf('a.test.ts', 'gone'), keyOf('a.test.ts', 'there')]
    const broken = keyOf('b.test.ts', 'broken')
    const bare = keyOf('c.test.ts', 'bare')
    const asked: string[][] = []
    let tries = 0
    const { entries, failures } = await recordFiles(
      [
        {
          file: 'a.test.ts',
          keys: [gone, there],
          ask: (tests) => {
            asked.push([...tests])
            return Promise.resolve(ran(1, 'there'))
          },
        },
        {
          file: 'b.test.ts',
          keys: [broken],
          ask: () =>
            Promise.resolve(
              ++tries < 3 ? ran(1, 'broken') : { kind: 'failure', reason: 'it ended with code 1' },
            ),
        },
        { file: 'c.test.ts', keys: [bare], ask: undefined },
      ],
      () => {},
    )
    expect([...entries.keys()]).toStrictEqual([there])
    expect(failures).toStrictEqual([
      'the real times of "parse" in a.test.ts could not be recorded: its test was not found',
      'the real times of "parse" in c.test.ts could not be recorded: its project has no setup of skillperf',
      'the real times of "parse" in b.test.ts could not be recorded: it ended with code 1',
    ])
    expect(asked).toStrictEqual([['gone', 'there'], ['there'], ['there'], ['there'], ['there']])
    // Nobody asks for what is not recorded any more.
    expect(tries).toBe(3)
  })

  test('asks for both tests that a key with a number may mean', async () => {
    const asked: string[][] = []
    await recordFiles(
      [
        {
          file: 'a.test.ts',
          keys: [keyOf('a.test.ts', 'one #2'), keyOf('a.test.ts', 'one')],
          ask: (tests) => {
            asked.push([...tests])
            return Promise.resolve(ran(1, 'one', 'one'))
          },
        },
      ],
      () => {},
    )
    expect(asked[0]).toStrictEqual(['one #2', 'one'])
    expect(asked).toHaveLength(5)
  })
})
