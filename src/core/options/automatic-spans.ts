import { nearest } from '../check.ts'
import { usageError } from '../errors.ts'
import { INSTRUMENT_NAMES } from '../trace/instrument-name.ts'
import type { InstrumentName } from '../trace/instrument-name.ts'

/** Which spans are opened unasked: all, none, or those of some libraries. */
export type AutomaticSpans = boolean | readonly InstrumentName[]

/**
 * Reads the option `spans`.
 *
 * @returns whose spans are wanted
 * @throws SkillperfError for anything but a boolean or a list of known names
 */
export function readAutomaticSpans(value: unknown, place: string): readonly InstrumentName[] {
  if (value === true) return INSTRUMENT_NAMES
  if (value === false) return []
  if (!Array.isArray(value)) {
    throw usageError({
      place,
      rule: '`spans` must be true, false or a list of names',
      received: { value },
      fix: `Write for example { spans: ['fetch', 'fs'] }. ${KNOWN}`,
    })
  }
  return value.map((name: unknown) => readName(name, place))
}

const KNOWN = `Known: ${INSTRUMENT_NAMES.join(', ')}.`

function readName(value: unknown, place: string): InstrumentName {
  const known = INSTRUMENT_NAMES.find((name) => name === value)
  if (known !== undefined) return known
  const near = typeof value === 'string' ? nearest(value, INSTRUMENT_NAMES) : undefined
  throw usageError({
    place,
    rule: '`spans` must name what opens spans by itself',
    received: { value },
    fix: `${near === undefined ? '' : `Did you mean '${near}'? `}${KNOWN} Spans of your own are always recorded.`,
  })
}
