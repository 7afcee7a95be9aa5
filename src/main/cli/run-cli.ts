import { SkillperfError } from '../../core/errors.ts'
import { describeError } from '../../core/thrown.ts'
import { ownVersion } from '../own-version.ts'
import { EXIT } from './command.ts'
import type { CliContext, Command, ExitCode } from './command.ts'
import { diffCommand } from './diff.ts'
import { duetCommand } from './duet.ts'
import { HELP, VERSION, helpOf, helpOfAll } from './help.ts'
import { readLine, unknownWord } from './read-line.ts'

const COMMANDS: readonly Command[] = [diffCommand, duetCommand]

/**
 * The `skillperf` binary. Never throws: what goes wrong is told on standard error.
 *
 * @param args what stands behind `skillperf`
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  try {
    return await dispatch(args, context)
  } catch (error) {
    const known = error instanceof SkillperfError
    context.tell(`${known ? error.message : `skillperf: ${stackOf(error)}`}\n`)
    return EXIT.wrong
  }
}

async function dispatch(args: readonly string[], context: CliContext): Promise<ExitCode> {
  const [first, ...rest] = args
  const write = (lines: readonly string[]): ExitCode => {
    context.print(`${lines.join('\n')}\n`)
    return EXIT.fine
  }
  if (first === undefined) {
    context.tell(`${helpOfAll(COMMANDS, context.paint).join('\n')}\n`)
    return EXIT.wrong
  }
  if (first.startsWith('-')) {
    const line = readLine(args, [HELP, VERSION], 'skillperf')
    return write(line.flag('version') ? [ownVersion()] : helpOfAll(COMMANDS, context.paint))
  }
  const [name, words] = first === 'help' ? [rest[0], ['--help']] : [first, rest]
  if (name === undefined) return write(helpOfAll(COMMANDS, context.paint))
  const command = COMMANDS.find((one) => one.name === name)
  if (command === undefined)
    throw unknownWord(
      name,
      COMMANDS.map((one) => one.name),
      'skillperf',
    )
  const line = readLine(words, [...command.options, HELP], `skillperf ${command.name}`)
  return line.flag('help') ? write(helpOf(command, context.paint)) : command.run(line, context)
}

/** Our own mistake: whoever reports it needs the place. */
function stackOf(error: unknown): string {
  return error instanceof Error && error.stack !== undefined ? error.stack : describeError(error)
}
