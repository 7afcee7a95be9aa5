import type { Report } from '../src/core/report.ts'
import { describeError } from '../src/core/thrown.ts'
import { writeWhole } from '../src/main/write-file.ts'
import { renderJson } from './json.ts'

/**
 * Writes a report, as JSON.
 *
 * @returns what went wrong, if anything did
 */
export function writeReport(path: string, report: Report): string | undefined {
  try {
    writeWhole(path, renderJson(report))
    return undefined
  } catch (error) {
    return `the report could not be written to ${path}: ${describeError(error)}. Set another path with \`report: { json: 'path' }\`, or none with \`json: false\``
  }
}
