import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readBaseline } from '../../core/baseline/read-baseline.ts'
import { ofBaseline, ofReport } from '../../core/compare/comparable.ts'
import type { Comparable } from '../../core/compare/comparable.ts'
import { compare, hasWorsened } from '../../core/compare/compare.ts'
import type { CompareLimits } from '../../core/compare/compare.ts'
import { formatComparison } from '../../core/compare/format-comparison.ts'
import { markdownComparison } from '../../core/compare/markdown-comparison.ts'
import { usageError } from '../../core/errors.ts'
import { DEFAULT_SLOWDOWN } from '../../core/options/baseline-options.ts'
import { isReport, readReport } from '../../core/read-report.ts'
import { describeError } from '../../core/thrown.ts'
import { EXIT } from './command.ts'
import type { CliContext, Command, ExitCode } from './command.ts'
import { SLOWDOWN, TOLERANCE, readSlowdownOption, readToleranceOption } from './share-options.ts'

const PLACE = 'skillperf diff'

/** `skillperf diff a.json b.json`: what has changed between two baselines, two reports, or one of each. */
export const diffCommand: Command = {
  name: 'diff',
  files: '<before.json> <after.json>',
  summary: 'Compare two baselines, two reports, or one of each.',
  about: [
    'Compares two baselines, two reports, or one of each: counts and virtual times',
    'exactly, real times of the same machine by their low quantiles.',
  ],
  options: [
    { name: 'markdown', help: 'Write Markdown, for a pull request.' },
    { name: 'check', help: 'End with 1 if anything has become worse.' },
    SLOWDOWN,
    TOLERANCE,
  ],
  run(line, context) {
    const [before, after, ...more] = line.files
    if (before === undefined || after === undefined || more.length > 0) {
      throw usageError({
        place: PLACE,
        rule: `it takes two files, and there ${line.files.length === 1 ? 'is' : 'are'} ${line.files.length}`,
        fix: 'Write skillperf diff before.json after.json.',
      })
    }
    const tolerance = readToleranceOption(line, PLACE) ?? 0
    const limits = {
      minDetectableSlowdown: readSlowdownOption(line, PLACE) ?? DEFAULT_SLOWDOWN,
      toleranceOf: () => tolerance,
    }
    return printDiff(
      { before, after, limits, markdown: line.flag('markdown'), check: line.flag('check') },
      context,
    )
  },
}

interface DiffRequest {
  readonly before: string
  readonly after: string
  readonly limits: CompareLimits
  readonly markdown: boolean
  readonly check: boolean
}

function printDiff({ before, after, limits, markdown, check }: DiffRequest, context: CliContext): ExitCode {
  const comparison = compare(readComparable(before, context.cwd), readComparable(after, context.cwd), limits)
  const lines = markdown
    ? markdownComparison(comparison, 'skillperf: what has changed')
    : formatComparison(comparison, context.paint)
  context.print(`${lines.join('\n')}\n`)
  return check && hasWorsened(comparison) ? EXIT.worse : EXIT.fine
}

function readComparable(path: string, cwd: string): Comparable[] {
  const text = readText(resolve(cwd, path), path)
  return looksLikeReport(text) ? ofReport(readReport(text, path)) : ofBaseline(readBaseline(text, path))
}

function readText(absolute: string, path: string): string {
  try {
    return readFileSync(absolute, 'utf8')
  } catch (error) {
    throw usageError({
      place: PLACE,
      rule: `${path} cannot be read: ${describeError(error)}`,
      fix: 'Name two files: a baseline (skillperf.baseline.json) or a report (.vitest/skillperf/report.json).',
    })
  }
}

/** A damaged file is a baseline rather than a report: its reader has more to say. */
function looksLikeReport(text: string): boolean {
  try {
    return isReport(JSON.parse(text))
  } catch {
    return /^\s*\{\s*"schema"\s*:\s*"skillperf\/report"/.test(text)
  }
}
