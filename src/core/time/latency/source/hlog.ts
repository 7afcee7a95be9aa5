import { usageError } from '../../../errors.ts'
import type { HistogramCodec } from '../../../stats/histogram.ts'
import type { MeasuredRange } from '../empirical.ts'
import { readHdr } from './hdr.ts'
import type { HistogramUnit } from './hdr.ts'
import { listed, unknownName } from './unknown-name.ts'

interface Interval {
  /** Empty for intervals without a tag. */
  readonly tag: string
  readonly histogram: string
  readonly line: number
}

/**
 * Reads a histogram log, the format of HdrHistogram's HistogramLogWriter: a line
 * for each interval, `[Tag=…,]start,length,max,histogram`. All intervals are
 * added up.
 *
 * @param tag takes the intervals of one tag alone; needed where there are several
 * @throws SkillperfError for a line that is none, a tag that is not there, or a log without intervals
 */
export function readHlog(
  text: string,
  { unit, tag }: { readonly unit: HistogramUnit; readonly tag: string | undefined },
  codec: HistogramCodec,
  place: string,
): MeasuredRange[] {
  const intervals = text.split(/\r\n|\r|\n/).flatMap((line, i) => intervalOf(line, i + 1, place))
  if (intervals.length === 0) {
    throw usageError({
      place,
      rule: 'the log has no intervals',
      fix: "A line of it reads 'start,length,max,histogram'.",
    })
  }
  const tags = new Set(intervals.map((one) => one.tag))
  if (tag !== undefined && !tags.has(tag)) throw unknownName('tag', tag, tags, place)
  if (tag === undefined && tags.size > 1) {
    throw usageError({
      place,
      rule: `the log has intervals of ${tags.size} tags`,
      fix: `Say which with \`tag\`: ${listed(tags)}.`,
    })
  }
  return intervals
    .filter((one) => tag === undefined || one.tag === tag)
    .flatMap(({ histogram, line }) => readHdr(histogram, unit, codec, `${place}, line ${line}`))
}

/** Comments, the legend and empty lines are none. */
function intervalOf(line: string, number: number, place: string): Interval[] {
  if (line.trim() === '' || line.startsWith('#') || line.startsWith('"')) return []
  const fields = line.split(',').map((one) => one.trim())
  const tag = fields[0]?.startsWith('Tag=') === true ? fields.shift()?.slice('Tag='.length) : ''
  const [, , , histogram] = fields
  if (histogram === undefined || fields.length !== 4) {
    throw usageError({
      place: `${place}, line ${number}`,
      rule: 'the line is no interval of a histogram log',
      received: { value: line },
      fix: "A line of it reads 'start,length,max,histogram'.",
    })
  }
  return [{ tag: tag ?? '', histogram, line: number }]
}
