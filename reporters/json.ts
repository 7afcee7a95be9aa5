import type { Report } from '../src/core/report.ts'

/** The report as a JSON file: indented, ending in a line break. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`
}
