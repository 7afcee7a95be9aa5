import type { BaselineReport } from '../src/core/baseline/baseline-report.ts'
import { keyText } from '../src/core/baseline/baseline-key.ts'
import { formatCount, formatNames, printable } from '../src/core/format.ts'

/**
 * What the reader of a run should know of a baseline, and do about it, a
 * sentence or two each.
 */
export function noteBaseline(report: BaselineReport): string[] {
  return [
    ...noteProblem(report),
    ...noteMissing(report),
    ...noteMissingReal(report),
    ...noteImprovable(report),
    ...noteUnaccepted(report),
    ...noteObsolete(report),
    ...noteRenames(report),
    ...noteFailed(report),
  ]
}

function noteProblem({ problem }: BaselineReport): string[] {
  return problem === undefined ? [] : [printable(problem.message)]
}

function noteMissing({ missing, path, isShard }: BaselineReport): string[] {
  const exact = missing.filter(({ side }) => side === 'exact')
  if (exact.length === 0) return []
  const [are, were, them] = exact.length === 1 ? ['is', 'was', 'it'] : ['are', 'were', 'them']
  const fix = isShard ? MERGE : `Add ${them} with vitest run -u, and commit the file`
  return [`${namesOf(exact)} ${are} not in ${printable(path)}, and ${were} compared with nothing. ${fix}`]
}

const MERGE = 'A shard writes nothing: merge with vitest run --merge-reports -u'

function noteMissingReal({ missing, path, machine, isShard, update }: BaselineReport): string[] {
  const real = missing.filter(({ side }) => side === 'real')
  if (real.length === 0) return []
  const have = real.length === 1 ? 'has' : 'have'
  return [
    `${namesOf(real)} ${have} no real times of this machine (${printable(machine)}) in ${printable(path)}, and none were compared. ${recordBy(isShard, update)}`,
  ]
}

function recordBy(isShard: boolean, update: BaselineReport['update']): string {
  if (isShard) return MERGE
  return update === 'all' ? 'They could not be recorded' : 'Record them here with vitest run -u'
}

function noteImprovable({ improvable, path }: BaselineReport): string[] {
  if (improvable.length === 0) return []
  const [are, it] = improvable.length === 1 ? ['is', 'it'] : ['are', 'them']
  const how = describeOnly(improvable.map(({ changes }) => changes))
  return [
    `${namesOf(improvable)} ${are} better than in ${printable(path)}${how}. Accept ${it} with vitest run -u`,
  ]
}

function noteUnaccepted({ unaccepted, path }: BaselineReport): string[] {
  if (unaccepted.length === 0) return []
  const were = unaccepted.length === 1 ? 'was' : 'were'
  const how = describeOnly(unaccepted.map(({ accepted }) => accepted.worse))
  return [
    `${namesOf(unaccepted)} became worse${how}, and ${were} accepted in ${printable(path)} without a reason. Say why with SKILLPERF_REASON="…" vitest run -u`,
  ]
}

/** What differs, where it is of one measurement. */
function describeOnly(all: readonly (readonly string[])[]): string {
  const [first = []] = all
  return all.length === 1 && first.length > 0 ? ` (${first.map(printable).join(', ')})` : ''
}

function noteObsolete({ obsolete, renames, path }: BaselineReport): string[] {
  const renamed = new Set(renames.map(({ from }) => keyText(from)))
  const other = obsolete.filter((key) => !renamed.has(keyText(key)))
  if (other.length === 0) return []
  const [entries, them] = other.length === 1 ? ['an entry', 'it'] : ['entries', 'them']
  return [
    `${printable(path)} has ${entries} of no measurement any more: ${namesOf(other)}. Take ${them} out with vitest run -u`,
  ]
}

function noteRenames({ renames, obsolete, path }: BaselineReport): string[] {
  return renames.map(({ from, to }) => {
    const pair = `${formatNames([fullName(from)])} looks renamed to ${formatNames([fullName(to)])}, which does just the same`
    return obsolete.length > 0
      ? `${pair}. Take the old one out of ${printable(path)} with vitest run -u`
      : `${pair}. The old one was taken out of ${printable(path)}`
  })
}

function noteFailed({ failed, update }: BaselineReport): string[] {
  if (failed === 0 || update !== 'all') return []
  return [
    `${formatCount(failed, 'measurement')} of tests that failed ${failed === 1 ? 'was' : 'were'} not written to the baseline: let the tests pass first`,
  ]
}

interface Named {
  readonly test: string
  readonly measurement: string
}

/** Up to three, by the measurement's name where it says enough. */
function namesOf(all: readonly Named[]): string {
  const names = new Set(all.map(({ measurement }) => measurement))
  return names.size === all.length
    ? formatNames(all.map(({ measurement }) => measurement))
    : formatNames([...new Set(all.map(fullName))])
}

function fullName({ test, measurement }: Named): string {
  return test === measurement ? test : `${test} > ${measurement}`
}
