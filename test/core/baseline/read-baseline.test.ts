import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyText } from '../../../src/core/baseline/baseline-key.ts'
import { EMPTY_BASELINE } from '../../../src/core/baseline/baseline.ts'
import { formatBaseline } from '../../../src/core/baseline/format-baseline.ts'
import { openBaseline, readBaseline } from '../../../src/core/baseline/read-baseline.ts'
import { anyBaseline } from '../../helpers/arbitrary-baseline.ts'
import { MACHINE, baselineOf, entryOf, realOf } from '../../helpers/baseline-of.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const GOOD = formatBaseline(
  baselineOf(
    entryOf('meets its SLA', { real: new Map([[MACHINE, realOf()]]) }),
    entryOf('recovers', { project: 'unit' }),
  ),
)

describe('what was written is read', () => {
  test('every baseline', () => {
    fc.assert(
      fc.property(anyBaseline, (baseline) => {
        const text = formatBaseline(baseline)
        const read = readBaseline(text, 'file')
        expect(read).toStrictEqual(baseline)
        expect(formatBaseline(read)).toBe(text)
      }),
    )
  })

  test('one test file at a time, as all at once', () => {
    fc.assert(
      fc.property(anyBaseline, ({ entries }) => {
        const read = openBaseline(formatBaseline({ entries }), 'file')
        for (const { file } of entries)
          expect(read(file)).toStrictEqual(entries.filter((entry) => entry.file === file))
        expect(read('no such file')).toStrictEqual([])
        expect(read()).toStrictEqual(entries)
      }),
    )
  })

  test('the empty one', () => {
    expect(readBaseline(formatBaseline(EMPTY_BASELINE), 'file')).toStrictEqual(EMPTY_BASELINE)
  })

  test('however a formatter has laid it out, with a byte order mark and line ends of Windows', () => {
    const baseline = readBaseline(GOOD, 'file')
    for (const laidOut of [
      JSON.stringify(JSON.parse(GOOD)),
      JSON.stringify(JSON.parse(GOOD), undefined, '\t'),
      `\uFEFF${GOOD}`,
      GOOD.replaceAll('\n', '\r\n'),
    ]) {
      expect(readBaseline(laidOut, 'file')).toStrictEqual(baseline)
    }
  })

  test('in any order of its entries, with no end behind them', () => {
    const { entries, ...rest } = JSON.parse(GOOD) as { entries: unknown[] }
    const turned = JSON.stringify({ entries: entries.slice(0, -1).toReversed(), ...rest })
    expect(readBaseline(turned, 'file')).toStrictEqual(readBaseline(GOOD, 'file'))
  })
})

const CONFLICT = GOOD.replace(
  '"calls llm": 1000',
  '"calls llm": 1000\n<<<<<<< HEAD\n, "x": 1\n=======\n, "x": 2\n>>>>>>> theirs\n',
)

/** Replaces the first occurrence; a row that no longer damages anything should fail. */
function edit(from: string, to: string): string {
  expect(GOOD).toContain(from)
  return GOOD.replace(from, () => to)
}

/** How a file came to be damaged, and the file. */
const DAMAGED: Readonly<Record<string, () => string>> = {
  'an empty file': () => '',
  'blank lines only': () => '\n\n',
  'a conflict of git': () => CONFLICT,
  'a conflict, resolved in part': () => CONFLICT.replace(/<<<<<<<.*\n/, '').replace(/=======\n/, ''),
  'a conflict in the style of diff3': () => `${GOOD.slice(0, 60)}\n||||||| base\n${GOOD.slice(60)}`,
  'cut off within the head': () => GOOD.slice(0, 20),
  'cut off within a key': () => GOOD.slice(0, GOOD.indexOf('"counts"') + 4),
  'cut off within a figure': () => GOOD.slice(0, GOOD.indexOf('"iterations": 1000') + 15),
  'cut off within a histogram': () => GOOD.slice(0, GOOD.indexOf('HISTF') + 12),
  'cut off between entries': () => GOOD.slice(0, GOOD.indexOf('    { "project"')),
  'cut off before its last bracket': () => GOOD.trimEnd().slice(0, -1),
  'half a file, twice': () => GOOD.slice(0, 300) + GOOD,
  'a file behind a file': () => GOOD + GOOD,
  'bytes that are no text': () => '\u0000\u0001\u007FELF\uFFFD',
  'zeros at the end, from a crash of the machine': () => `${GOOD}\u0000\u0000\u0000`,
  'a key that stands twice': () => edit('"iterations": 1000', '"iterations": 1000, "iterations": 900'),
  'a mock that stands twice': () => edit('"calls llm": 1000', '"calls llm": 1000, "calls llm": 1'),
  'an entry that stands twice': () => edit('"project": "unit", ', '').replace('recovers', 'meets its SLA'),
  'a figure that is NaN': () => edit('"minMs": 801.2', '"minMs": NaN'),
  'a figure that is Infinity': () => edit('"maxMs": 1500.5', '"maxMs": Infinity'),
  'a figure that is too large for a number': () => edit('"maxMs": 1500.5', '"maxMs": 1e999'),
  'a figure with a comma': () => edit('801.2', '801,2'),
  'a comment': () => edit('"entries"', '// ours\n  "entries"'),
  'a comma too many': () => edit('"end"\n', '"end",\n'),
  'single quotes': () => edit('"end"', "'end'"),
  'a list of another program': () => '[1, 2, 3]',
  'an object of another program': () => '{\n  "name": "project",\n  "version": "1.0.0"\n}',
  'a report instead of a baseline': () => edit('skillperf/baseline', 'skillperf/report'),
  'a version that is no number': () => edit('"version": 1', '"version": "1"'),
  'a newer version': () => edit('"version": 1', '"version": 2'),
  'no entries': () => '{ "schema": "skillperf/baseline", "version": 1 }',
  'entries that are no list': () => '{ "schema": "skillperf/baseline", "version": 1, "entries": {} }',
  'an entry that is no object': () => edit('    "end"', '    7,\n    "end"'),
  'an entry without a test': () => edit('"test": "meets its SLA", ', ''),
  'an entry without figures': () => edit('    "end"', '    { "file": "f", "test": "t", "measurement": "m" }'),
  'a name that is no text': () => edit('"measurement": "research"', '"measurement": null'),
  'a field that nobody knows': () => edit('"errors": 0', '"errors": 0, "retries": 2'),
  'a seed that is no number': () => edit('"exact": { "1"', '"exact": { "one"'),
  'a count below zero': () => edit('"iterations": 1000', '"iterations": -1'),
  'a count that is a text': () => edit('"calls llm": 1000', '"calls llm": "many"'),
  'counts that are a list': () =>
    edit('"counts": { "calls llm": 1000, "calls web_search": 2000 }', '"counts": []'),
  'a digest that is a figure': () => edit('"9f3c2a51"', '9.3'),
  'a time that is missing': () => edit('"p99Ms": 1200, ', ''),
  'a histogram that is no base64': () => edit('HISTF', 'HIST F'),
  'rows that are empty': () => GOOD.replace(/"rows": \[.*\]/, '"rows": []'),
  'a row of nothing': () => edit('"floorNs": 48123', '"floorNs": 0'),
  'a share above 1': () => edit('"busyShare": 0.98', '"busyShare": 98'),
  'a quantile that is null': () => edit('"quantilesNs": [48123,', '"quantilesNs": [null,'),
  'a reason that is a figure': () =>
    edit('"counts"', '"accepted": { "reason": 1, "commit": null, "worse": [] }, "counts"'),
}

test('damaged files, each with its line and what to do', () => {
  const messages = Object.entries(DAMAGED).map(
    ([how, text]) => `${how}\n  ${thrownBy(() => readBaseline(text(), 'skillperf.baseline.json')).message}`,
  )
  expect(messages.join('\n')).toMatchInlineSnapshot(`
    "an empty file
      skillperf.baseline.json, line 1: the file is empty. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    blank lines only
      skillperf.baseline.json, line 1: the file is empty. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a conflict of git
      skillperf.baseline.json, line 8: git left a conflict there. Keep whole entries of both sides and delete the lines with <<<<<<<, ======= and >>>>>>>, or take one side with git checkout --theirs skillperf.baseline.json and then vitest run -u.
    a conflict, resolved in part
      skillperf.baseline.json, line 10: git left a conflict there. Keep whole entries of both sides and delete the lines with <<<<<<<, ======= and >>>>>>>, or take one side with git checkout --theirs skillperf.baseline.json and then vitest run -u.
    a conflict in the style of diff3
      skillperf.baseline.json, line 5: git left a conflict there. Keep whole entries of both sides and delete the lines with <<<<<<<, ======= and >>>>>>>, or take one side with git checkout --theirs skillperf.baseline.json and then vitest run -u.
    cut off within the head
      skillperf.baseline.json, line 2: the file ends too early: a text in double quotes has no end. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    cut off within a key
      skillperf.baseline.json, line 7: the file ends too early: a text in double quotes has no end. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    cut off within a figure
      skillperf.baseline.json, line 6: the file ends too early: expected a comma or }. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    cut off within a histogram
      skillperf.baseline.json, line 10: the file ends too early: a text in double quotes has no end. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    cut off between entries
      skillperf.baseline.json, line 14: the file ends too early: expected a value. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    cut off before its last bracket
      skillperf.baseline.json, line 23: the file ends too early: expected a comma or }. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    half a file, twice
      skillperf.baseline.json, line 8: a text in double quotes has no end, or an escape that JSON does not know. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a file behind a file
      skillperf.baseline.json, line 24: expected the end of the file, received "{". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    bytes that are no text
      skillperf.baseline.json, line 1: expected a value, received "\\u0000\\u0001ELF�". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    zeros at the end, from a crash of the machine
      skillperf.baseline.json, line 24: expected the end of the file, received "\\u0000\\u0000\\u0000". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a key that stands twice
      skillperf.baseline.json, line 6: the key "iterations" stands twice, first in line 6. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a mock that stands twice
      skillperf.baseline.json, line 7: the key "calls llm" stands twice, first in line 7. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    an entry that stands twice
      skillperf.baseline.json, line 14: the entry of "research" in the test "meets its SLA" stands twice. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a figure that is NaN
      skillperf.baseline.json, line 9: expected a value, received "NaN". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a figure that is Infinity
      skillperf.baseline.json, line 9: expected a value, received "Infinity". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a figure that is too large for a number
      skillperf.baseline.json, line 9: \`maxMs\` must be a number from 0 up, received Infinity. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a figure with a comma
      skillperf.baseline.json, line 9: expected a key in double quotes, received "2". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a comment
      skillperf.baseline.json, line 4: expected a key in double quotes, received "//". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a comma too many
      skillperf.baseline.json, line 22: expected a value, received "]". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    single quotes
      skillperf.baseline.json, line 21: expected a value, received "'end'". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a list of another program
      skillperf.baseline.json, line 1: this is not a baseline of skillperf: \`schema\` must be "skillperf/baseline", received undefined. Name another file with the option \`baseline\`, or move this one away.
    an object of another program
      skillperf.baseline.json, line 1: this is not a baseline of skillperf: \`schema\` must be "skillperf/baseline", received undefined. Name another file with the option \`baseline\`, or move this one away.
    a report instead of a baseline
      skillperf.baseline.json, line 2: this is not a baseline of skillperf: \`schema\` must be "skillperf/baseline", received "skillperf/report". Name another file with the option \`baseline\`, or move this one away.
    a version that is no number
      skillperf.baseline.json, line 3: \`version\` must be a whole number from 1 up, received "1". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a newer version
      skillperf.baseline.json, line 3: a newer skillperf has written the file: this one reads up to version 1, received 2. Update skillperf.
    no entries
      skillperf.baseline.json, line 1: the file must have \`entries\`. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    entries that are no list
      skillperf.baseline.json, line 1: \`entries\` must be a list, received an empty object. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    an entry that is no object
      skillperf.baseline.json, line 21: each of \`entries\` must be an object, received 7. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    an entry without a test
      skillperf.baseline.json, line 5: each of \`entries\` must have \`test\`. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    an entry without figures
      skillperf.baseline.json, line 21: an entry must have \`exact\`, \`real\` or both. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a name that is no text
      skillperf.baseline.json, line 5: \`measurement\` must be a text, received null. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a field that nobody knows
      skillperf.baseline.json, line 6: nothing is called \`retries\` here. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a seed that is no number
      skillperf.baseline.json, line 6: \`exact\` must be by the seed, a whole number, received "one". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a count below zero
      skillperf.baseline.json, line 6: \`iterations\` must be a whole number from 0 up, received -1. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a count that is a text
      skillperf.baseline.json, line 7: \`calls llm\` must be a number from 0 up, received "many". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    counts that are a list
      skillperf.baseline.json, line 7: \`counts\` must be an object, received an array of 0. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a digest that is a figure
      skillperf.baseline.json, line 8: \`llm\` must be a text, received 9.3. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a time that is missing
      skillperf.baseline.json, line 9: \`times\` must have \`p99Ms\`. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a histogram that is no base64
      skillperf.baseline.json, line 10: \`histogramNs\` must be a histogram in base64, without line breaks, received "HIST FAAAAB42pNpmSzMwMDAxAABzFCaEUzOmNZgfwAi8Z8pMwMDADdYAwM=". Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    rows that are empty
      skillperf.baseline.json, line 11: \`rows\` must have one row a process, at least one. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a row of nothing
      skillperf.baseline.json, line 11: \`floorNs\` must be above 0, received 0. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a share above 1
      skillperf.baseline.json, line 11: \`busyShare\` must be from 0 to 1, received 98. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a quantile that is null
      skillperf.baseline.json, line 12: each of \`quantilesNs\` must be a number from 0 up, received null. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.
    a reason that is a figure
      skillperf.baseline.json, line 7: \`reason\` must be a text, received 1. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u."
  `)
})

test('each of them is an error of ours', () => {
  for (const text of Object.values(DAMAGED)) {
    expect(thrownBy(() => readBaseline(text(), 'file')).name).toBe('SkillperfError')
  }
})

test('a file that is cut off anywhere is refused', () => {
  for (let length = 0; length < GOOD.trimEnd().length; length++) {
    expect(thrownBy(() => readBaseline(GOOD.slice(0, length), 'file')).message).toMatch(
      /^file, line \d+: the file (?:ends too early|is empty)/,
    )
  }
})

test('a path with spaces is quoted where one would type it', () => {
  expect(thrownBy(() => readBaseline('{', 'my project/base.json')).message).toBe(
    'my project/base.json, line 1: the file ends too early: expected a key in double quotes. Take back its last good version with git restore "my project/base.json", or delete it and record anew with vitest run -u.',
  )
})

describe('older versions', () => {
  /** As if entries had been called cases, and then a list. */
  const format = {
    version: 3,
    migrations: [
      ({ schema, version, cases }: Readonly<Record<string, unknown>>) => ({ schema, version, list: cases }),
      ({ schema, version, list }: Readonly<Record<string, unknown>>) => ({ schema, version, entries: list }),
    ],
  }
  const old = GOOD.replace('"entries"', '"cases"')

  test('are taken step by step to the current one', () => {
    expect(readBaseline(old, 'file', format)).toStrictEqual(readBaseline(GOOD, 'file'))
  })

  test('and so is one between', () => {
    const between = GOOD.replace('"version": 1', '"version": 2').replace('"entries"', '"list"')
    expect(readBaseline(between, 'file', format)).toStrictEqual(readBaseline(GOOD, 'file'))
  })

  test('are refused when they are damaged', () => {
    const damaged = old.replace('"iterations": 1000', '"iterations": -1')
    expect(thrownBy(() => readBaseline(damaged, 'file', format)).message).toMatch(
      /^file, line 1: `iterations` must be a whole number from 0 up, received -1\. /,
    )
  })
})

test('keys that name parts of objects are kept apart', () => {
  const awkward = ['__proto__', 'constructor', 'toString'].map((name) =>
    entryOf(name, { project: name, file: name, measurement: name }),
  )
  const read = readBaseline(formatBaseline(baselineOf(...awkward)), 'file')
  expect(new Set(read.entries.map(keyText)).size).toBe(3)
})
