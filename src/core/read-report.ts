import * as v from 'valibot'
import { usageError } from './errors.ts'
import { REPORT_VERSION } from './report.ts'
import type { Environment, FileReport, Report, TestEntry } from './report.ts'
import { WIRE_VERSION, readTestReport } from './wire.ts'

/** A report as it is read back: what was measured, and where. */
export type ReadReport = Pick<Report, 'createdAt' | 'environment' | 'files'>

const environment: v.GenericSchema<Environment> = v.object({
  node: v.string(),
  v8: v.string(),
  vitest: v.string(),
  skillperf: v.string(),
  platform: v.string(),
  arch: v.string(),
  cpu: v.string(),
  cores: v.number(),
  ci: v.boolean(),
})

const report = v.object({
  createdAt: v.string(),
  environment,
  files: v.array(
    v.object({
      project: v.string(),
      file: v.string(),
      tests: v.array(
        v.object({
          name: v.string(),
          nth: v.optional(v.number()),
          state: v.picklist(['passed', 'failed', 'skipped', 'pending']),
          tries: v.array(v.unknown()),
        }),
      ),
    }),
  ),
})

/** Whether a JSON value says of itself that it is a report of skillperf. */
export function isReport(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'schema' in value && value.schema === 'skillperf/report'
  )
}

/**
 * Reads a report, `report.json`. Benchmarks and notes are left out.
 *
 * @param path for errors
 * @throws SkillperfError for text that is no JSON, something else than a report, another version, or damaged data
 */
export function readReport(text: string, path: string): ReadReport {
  const value = parse(text, path)
  if (!isReport(value)) {
    throw usageError({
      place: path,
      rule: "this is no report of skillperf: its `schema` is not 'skillperf/report'",
      received: { value },
      fix: 'Run the tests with --reporter=skillperf, which writes .vitest/skillperf/report.json.',
    })
  }
  requireVersion((value as { readonly version?: unknown }).version, path)
  const result = v.safeParse(report, value)
  if (!result.success) {
    const [issue] = result.issues
    throw damaged(path, v.getDotPath(issue) ?? 'its root', issue.message)
  }
  const { files, ...head } = result.output
  return { ...head, files: files.map((file) => readFile(file, path)) }
}

function readFile(file: v.InferOutput<typeof report>['files'][number], path: string): FileReport {
  return { ...file, tests: file.tests.map((test) => readTest(test, `"${test.name}" in ${file.file}`, path)) }
}

function readTest(
  { tries, ...test }: v.InferOutput<typeof report>['files'][number]['tests'][number],
  what: string,
  path: string,
): TestEntry {
  const reading = readTestReport({ version: WIRE_VERSION, tries })
  if (reading.kind === 'report') return { ...test, tries: reading.report.tries }
  throw damaged(path, what, reading.kind === 'unreadable' ? reading.reason : 'it has no tries')
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged(path, 'its text', error instanceof Error ? error.message : String(error))
  }
}

function requireVersion(version: unknown, path: string): void {
  if (version === REPORT_VERSION) return
  const newer = typeof version === 'number' && version > REPORT_VERSION
  throw usageError({
    place: path,
    rule: `this skillperf reads reports of version ${REPORT_VERSION}`,
    received: { value: version },
    fix: newer ? 'Update skillperf.' : 'Write it again with this version of skillperf.',
  })
}

function damaged(path: string, where: string, why: string): Error {
  return usageError({
    place: path,
    rule: `the report is damaged at ${where}: ${why}`,
    fix: 'Write it again: vitest run --reporter=skillperf.',
  })
}
