import { expect, test } from 'vitest'
import { readAutomaticSpans } from '../../../src/core/options/automatic-spans.ts'
import { INSTRUMENT_NAMES } from '../../../src/core/trace/instrument-name.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

test.for([
  [true, [...INSTRUMENT_NAMES]],
  [false, []],
  [[], []],
  [
    ['fs', 'pg'],
    ['fs', 'pg'],
  ],
] as const)('%j', ([value, names]) => {
  expect(readAutomaticSpans(value, 'here')).toStrictEqual(names)
})

const KNOWN = `Known: ${INSTRUMENT_NAMES.join(', ')}.`

test.for([
  [
    'fs',
    `here: \`spans\` must be true, false or a list of names, received "fs". Write for example { spans: ['fetch', 'fs'] }. ${KNOWN}`,
  ],
  [
    ['fs', 'redis'],
    `here: \`spans\` must name what opens spans by itself, received "redis". ${KNOWN} Spans of your own are always recorded.`,
  ],
  [
    ['ioredi'],
    `here: \`spans\` must name what opens spans by itself, received "ioredi". Did you mean 'ioredis'? ${KNOWN} Spans of your own are always recorded.`,
  ],
  [
    [1],
    `here: \`spans\` must name what opens spans by itself, received 1. ${KNOWN} Spans of your own are always recorded.`,
  ],
] as const)('refuses %j', ([value, message]) => {
  expect(thrownBy(() => readAutomaticSpans(value, 'here')).message).toBe(message)
})
