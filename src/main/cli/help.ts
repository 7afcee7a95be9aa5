import type { Paint } from '../../core/paint.ts'
import { layOutTable } from '../../core/table.ts'
import type { Command, OptionSpec } from './command.ts'

/** Options that every command has. */
export const HELP: OptionSpec = { name: 'help', help: 'Show this.' }
export const VERSION: OptionSpec = { name: 'version', help: 'Show the version.' }

const COLUMNS = [
  { title: '', align: 'left' },
  { title: '', align: 'left' },
] as const

/** What `skillperf --help` prints. */
export function helpOfAll(commands: readonly Command[], paint: Paint): string[] {
  return [
    paint('bold', 'skillperf <command>'),
    '',
    'Commands:',
    ...twoColumns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Options:',
    ...twoColumns([HELP, VERSION].map(({ name, help }) => [`--${name}`, help])),
    '',
    'skillperf <command> --help tells more of one.',
  ]
}

/** What `skillperf diff --help` prints. */
export function helpOf({ name, files, about, options }: Command, paint: Paint): string[] {
  return [
    paint('bold', `skillperf ${name} ${files} [options]`),
    '',
    ...about,
    '',
    'Options:',
    ...twoColumns([...options, HELP].map((option) => [writtenOption(option), option.help])),
    '',
    'Exit codes: 0 fine, 1 worse, 2 wrong use.',
  ]
}

function writtenOption({ name, value }: OptionSpec): string {
  return value === undefined ? `--${name}` : `--${name}=${value}`
}

function twoColumns(rows: readonly (readonly [string, string])[]): string[] {
  const [, ...lines] = layOutTable(
    COLUMNS,
    rows.map((row) => row.map((text) => ({ text }))),
    (text) => text,
  )
  return lines.map((line) => `  ${line}`)
}
