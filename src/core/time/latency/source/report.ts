import { usageError } from '../../../errors.ts'
import { REPORT_VERSION } from '../../../report.ts'
import type { HistogramCodec } from '../../../stats/histogram.ts'
import type { MeasuredRange } from '../empirical.ts'
import { readHdr } from './hdr.ts'
import { field, list } from './json.ts'
import { listed, unknownName } from './unknown-name.ts'

/** Which measurement of a report. */
export interface ReportFilter {
  /** Needed where the report has several. */
  readonly measurement: string | undefined
  /** The test's full name, as the report has it; needed where several tests have a measurement of that name. */
  readonly test: string | undefined
}

interface Found {
  readonly test: string
  readonly file: unknown
  readonly name: string
  readonly histogramNs: unknown
}

/**
 * Reads the durations of a measurement from a JSON report of skillperf. Tries
 * that were followed by another are left out; repetitions are added up.
 *
 * @throws SkillperfError for something else, a measurement that is not there or has no samples, or several that it could be
 */
export function readReport(
  report: unknown,
  filter: ReportFilter,
  codec: HistogramCodec,
  place: string,
): MeasuredRange[] {
  requireReport(report, place)
  const all = list(report, 'files').flatMap((file) =>
    list(file, 'tests').flatMap((test) => measurementsOf(file, test)),
  )
  const { measurement, test } = filter
  const names = new Set(all.map((one) => one.name))
  if (measurement !== undefined && names.size > 0 && !names.has(measurement)) {
    throw unknownName('measurement', measurement, names, place)
  }
  const named = all.filter((one) => measurement === undefined || one.name === measurement)
  const tests = new Set(named.map((one) => one.test))
  if (test !== undefined && tests.size > 0 && !tests.has(test)) throw unknownName('test', test, tests, place)
  const found = named.filter((one) => test === undefined || one.test === test)
  const ranges = oneOfThem(found, place).flatMap(({ histogramNs }) =>
    typeof histogramNs === 'string' ? readHdr(histogramNs, 'ns', codec, place) : [],
  )
  if (ranges.length > 0) return ranges
  throw usageError({
    place,
    rule: all.length === 0 ? 'the report has no measurements' : 'the measurement has no samples',
    fix: 'Run the tests that measure again, and report as JSON.',
  })
}

function requireReport(report: unknown, place: string): void {
  if (field(report, 'schema') !== 'skillperf/report') {
    throw usageError({
      place,
      rule: "this is no report of skillperf: its `schema` is not 'skillperf/report'",
      received: { value: report },
      fix: 'Write one with the JSON reporter.',
    })
  }
  const version = field(report, 'version')
  if (version === REPORT_VERSION) return
  throw usageError({
    place,
    rule: `the report's \`version\` must be ${REPORT_VERSION}`,
    received: { value: version },
    fix: 'Write it again with this version of skillperf.',
  })
}

function measurementsOf(file: unknown, test: unknown): Found[] {
  const name = field(test, 'name')
  if (typeof name !== 'string') return []
  const tries = list(test, 'tries')
  const isLast = (one: unknown): boolean =>
    !tries.some(
      (other) =>
        field(other, 'repeat') === field(one, 'repeat') &&
        Number(field(other, 'retry')) > Number(field(one, 'retry')),
    )
  return tries
    .filter(isLast)
    .flatMap((one) => list(one, 'measurements'))
    .flatMap((one) => {
      const measurement = field(one, 'name')
      if (typeof measurement !== 'string') return []
      return [
        { test: name, file: field(file, 'file'), name: measurement, histogramNs: field(one, 'histogramNs') },
      ]
    })
}

/** Those of one test and one name: anything else would mix what does not belong together. */
function oneOfThem(found: readonly Found[], place: string): readonly Found[] {
  const names = new Set(found.map((one) => one.name))
  if (names.size > 1) {
    throw usageError({
      place,
      rule: `the report has ${names.size} measurements`,
      fix: `Say which with \`measurement\`: ${listed(names)}.`,
    })
  }
  const tests = new Set(found.map((one) => one.test))
  if (tests.size > 1) {
    throw usageError({
      place,
      rule: `${tests.size} tests have a measurement ${listed(names)}`,
      fix: `Say which with \`test\`: ${listed(tests)}.`,
    })
  }
  if (new Set(found.map((one) => one.file)).size > 1) {
    throw usageError({
      place,
      rule: `several files have a test ${listed(tests)} with a measurement ${listed(names)}`,
      fix: 'Give the measurements names of their own.',
    })
  }
  return found
}
