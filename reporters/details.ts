import { formatCount, printable } from '../src/core/format.ts'
import { SIGNS, formatLimit, formatReceived } from '../src/core/judgement.ts'
import { flakyChecks } from '../src/core/report.ts'
import type { TestEntry } from '../src/core/report.ts'
import { describeUncountedCpu } from '../src/core/uncounted-cpu.ts'
import type { CheckRecord } from '../src/core/wire.ts'
import { MARKS, STYLES } from './marks.ts'
import { describeSeen } from './describe-seen.ts'
import { describeMemory } from './describe-memory.ts'
import { describeSpans } from './describe-spans.ts'
import type { Paint } from './paint.ts'
import type { Row } from './rows.ts'

/** What there is to say about a row beyond its figures: limits that were not kept, or not decided, and notes. */
export function renderDetails({ label, measurement: run, superseded }: Row, paint: Paint): string[] {
  const checks = run.checks
    .filter((check) => check.outcome !== 'pass')
    .map((check) => renderCheck(label, check, paint))
  const notes = [
    ...run.notes,
    ...(run.dropped > 0 ? [describeDropped(run.dropped)] : []),
    ...describeCpu(run),
  ]
  const note = paint('yellow', '!')
  const figures = superseded
    ? []
    : [describeSeen(run), describeMemory(run)]
        .filter((text) => text !== undefined)
        .map((text) => `   ${paint('dim', `· ${label}: ${text}`)}`)
  const [title, ...operations] = !superseded && run.checks.some(isTooSlow) ? describeSpans(run) : []
  const spans = title === undefined ? [] : [`${label}: ${title}`, ...operations]
  return [
    ...figures,
    ...checks,
    ...spans.map((text, i) => `   ${i === 0 ? paint('dim', `· ${text}`) : `  ${text}`}`),
    ...(superseded ? [] : renderFiles(label, run, paint)),
    ...(superseded ? [] : notes.map((text) => `   ${note} ${label}: ${printable(text)}`)),
  ]
}

/** A limit on time, or on spans, that was broken: then one asks where the time goes. */
function isTooSlow({ outcome, unit, bound }: CheckRecord): boolean {
  return outcome === 'fail' && (unit === 'ms' || unit === '/s' || bound === 'at least')
}

/** Limits that a test broke at first, and kept when it was tried again. */
export function renderFlaky(test: TestEntry, paint: Paint): string[] {
  return flakyChecks(test).map(
    ({ measurement, view, statistic, retry }) =>
      `   ${paint('yellow', '!')} ${printable(measurement)}${view === undefined ? '' : ` · ${view}`}: ${statistic} is flaky: its limit was broken at first, and not in ${retry === 1 ? 'the first retry' : `retry ${retry}`}`,
  )
}

function renderFiles(label: string, { clock, files = [] }: Row['measurement'], paint: Paint): string[] {
  return files.map(({ kind, path }) => {
    // V8 samples what really runs, whatever time the skill sees.
    const real = clock === 'virtual' && kind === 'cpu profile' ? ' (real CPU, not virtual ms)' : ''
    return `   ${paint('dim', `· ${label}: ${kind}${real} ${printable(path)}`)}`
  })
}

/** What a virtual clock did not count, by the strictest limit on durations. */
function describeCpu({ clock, cpuMs, cpuCounted, checks }: Row['measurement']): string[] {
  const limits = checks.filter((check) => check.unit === 'ms' && !check.negated).map((check) => check.limit)
  if (clock === 'real' || limits.length === 0) return []
  return [describeUncountedCpu({ cpu: cpuMs ?? undefined, cpuCounted }, Math.min(...limits))].filter(
    (text) => text !== undefined,
  )
}

function describeDropped(dropped: number): string {
  return `${formatCount(dropped, 'arrival')} ${dropped === 1 ? 'was' : 'were'} turned away, because \`maxInFlight\` iterations were running.`
}

function renderCheck(label: string, check: CheckRecord, paint: Paint): string {
  const sign = `${check.negated ? 'not ' : ''}${SIGNS[check.bound]}`
  const received =
    check.received === null ? 'no value' : formatReceived(check.received, check.limit, check.unit)
  const limit = formatLimit(check.limit, check.unit)
  const mark = paint(STYLES[check.outcome], MARKS[check.outcome])
  const origin = check.source === 'options' ? ' (inherited from the options)' : ''
  const view = check.view === undefined ? '' : ` · ${check.view}`
  const attempts =
    check.outcome === 'fail' && check.attempts !== undefined
      ? `, repeated in ${check.attempts.breaches} of ${check.attempts.votes} fresh attempts`
      : ''
  const reason = check.reason === undefined ? '' : `: ${printable(check.reason)}`
  return `   ${mark} ${label}${view}: ${printable(check.statistic)} ${received}, limit ${sign} ${limit}${origin}${attempts}${reason}`
}
