import { numbered } from '../../core/baseline/baseline-key.ts'
import type { BaselineKey } from '../../core/baseline/baseline.ts'
import { ofReport } from '../../core/compare/comparable.ts'
import type { Comparable } from '../../core/compare/comparable.ts'
import { SIDES, readDuets } from '../../core/duet/duet-record.ts'
import type { DuetRecord, Side } from '../../core/duet/duet-record.ts'
import type { TestEntry } from '../../core/report.ts'
import { finalTries } from '../../core/report.ts'
import { readTestReport } from '../../core/wire.ts'
import type { MeasurementRecord } from '../../core/wire.ts'
import type { DuetFileAnswer, DuetTest, DuetTestAnswer } from './duet-request.ts'

/** What a run of duets has found, read. */
export interface Played {
  /** Tests that both versions have and ran. */
  readonly common: number
  /** Measurements that both versions have in a test, on the real clock. */
  readonly real: readonly RealPair[]
  /** By version: counts and virtual times. */
  readonly exact: Readonly<Record<Side, readonly Comparable[]>>
  /** What only one version has: tests, or whole files. */
  readonly only: Readonly<Record<Side, readonly BaselineKey[]>>
  readonly failures: readonly Failure[]
}

export interface RealPair {
  readonly key: BaselineKey
  readonly test: DuetTest
  /** Undefined where both did not meet. */
  readonly duet: DuetRecord | undefined
}

/** A test that failed, or a file that did not run. */
export interface Failure {
  readonly key: BaselineKey
  readonly reason: string
}

interface NamedTest {
  readonly name: string
  readonly answer: DuetTestAnswer
  readonly tries: TestEntry['tries']
}

/** Reads what the process that played has answered. */
export function readAnswer(files: readonly DuetFileAnswer[]): Played {
  const read = files.map((file) => readFile(file))
  return {
    common: read.reduce((sum, { common }) => sum + common, 0),
    real: read.flatMap(({ real }) => real),
    exact: bothOf((side) => read.flatMap(({ exact }) => exact[side])),
    only: bothOf((side) => read.flatMap(({ only }) => only[side])),
    failures: read.flatMap(({ failures }) => failures),
  }
}

function readFile({ project, file, error, only, tests }: DuetFileAnswer): Played {
  const keyOf = (test: string, measurement: string = test): BaselineKey => ({
    project,
    file,
    test,
    measurement,
  })
  const sides = bothOf((side) => nameTests(tests[side]))
  const pairs = sides.new.flatMap((after) => {
    const before = sides.old.find(({ name }) => name === after.name)
    return before === undefined ? [] : [{ name: after.name, old: before, new: after }]
  })
  const ran = pairs.filter((pair) => SIDES.every((side) => hasRun(pair[side].answer)))
  return {
    common: ran.length,
    real: ran.flatMap((pair) =>
      realNames(pair).map((measurement) => ({
        key: keyOf(pair.name, measurement),
        test: { project, file, names: pair.new.answer.names },
        duet: readDuets(pair.new.answer.duets).find((one) => one.measurement === measurement),
      })),
    ),
    exact: bothOf((side) =>
      exactOf(
        { project, file },
        ran.map((pair) => pair[side]),
      ),
    ),
    only: bothOf((side) => [
      ...(only === side ? [keyOf('')] : []),
      ...sides[side]
        .filter((one) => !pairs.some(({ name }) => name === one.name))
        .map(({ name }) => keyOf(name)),
    ]),
    failures: [
      ...(error === undefined ? [] : [{ key: keyOf(''), reason: error }]),
      ...pairs.flatMap((pair) =>
        SIDES.filter((side) => pair[side].answer.state === 'failed').map((side) => ({
          key: keyOf(pair.name),
          reason: `fails in the ${side} version: ${pair[side].answer.error ?? 'nobody knows why'}`,
        })),
      ),
    ],
  }
}

/** Without the real times of each by itself: only the duet compares them. */
function exactOf(where: { project: string; file: string }, tests: readonly NamedTest[]): Comparable[] {
  const entries = tests.map(({ name, tries }): TestEntry => ({ name, state: 'passed', tries }))
  const all = ofReport({ createdAt: '', environment: NOWHERE, files: [{ ...where, tests: entries }] })
  return all.map((one) => Object.assign(one, { real: new Map() }))
}

const NOWHERE = {
  node: '',
  v8: '',
  vitest: '',
  skillperf: '',
  platform: '',
  arch: '',
  cpu: '',
  cores: 0,
  ci: false,
}

/** Measurements on the real clock that both versions of a test have. */
function realNames(pair: Readonly<Record<Side, NamedTest>>): string[] {
  const [before = [], after = []] = SIDES.map((side) =>
    measurementsOf(pair[side])
      .filter(({ clock }) => clock === 'real')
      .map(({ name }) => name),
  )
  return after.filter((name) => before.includes(name))
}

function measurementsOf({ tries }: NamedTest): readonly MeasurementRecord[] {
  return finalTries({ name: '', state: 'passed', tries }).at(-1)?.measurements ?? []
}

/** Names as keys have them: with ` #2` and so on, where a file has several tests of one. */
function nameTests(tests: readonly DuetTestAnswer[]): NamedTest[] {
  const seen = new Map<string, number>()
  return tests.map((answer) => {
    const name = answer.names.join(' > ')
    const nth = seen.get(name) ?? 0
    seen.set(name, nth + 1)
    const reading = readTestReport(answer.report)
    const tries = reading.kind === 'report' ? reading.report.tries : []
    return { name: numbered(name, nth), answer, tries }
  })
}

function hasRun({ state }: DuetTestAnswer): boolean {
  return state === 'passed' || state === 'failed'
}

function bothOf<T>(of: (side: Side) => T): Readonly<Record<Side, T>> {
  return { old: of('old'), new: of('new') }
}
