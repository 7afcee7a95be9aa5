import type { Paint } from '../../core/paint.ts'

/** What a command has of its surroundings. */
export interface CliContext {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Colours for what is printed. */
  readonly paint: Paint
  /** To standard output: results. */
  print(text: string): void
  /** To standard error: progress and errors. */
  tell(text: string): void
  /** Standard error is a terminal, where a line can be written over. */
  readonly isTerminal: boolean
}

/** What a command ends with. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const EXIT = {
  /** Nothing to complain of. */
  fine: 0,
  /** Something is slower, or different, beyond what is allowed. */
  worse: 1,
  /** It was called in a wrong way, or could not do its work. */
  wrong: 2,
} as const

/** An option of a command. */
export interface OptionSpec {
  readonly name: string
  /** What its value is called in the help; left out for a flag. */
  readonly value?: string
  readonly help: string
}

/** What was written behind a command's name. */
export interface CommandLine {
  readonly files: readonly string[]
  flag(name: string): boolean
  /** @returns undefined where the option was not written */
  text(name: string): string | undefined
}

/** A command of the `skillperf` binary. */
export interface Command {
  readonly name: string
  /** What stands behind the name: `a.json b.json`. */
  readonly files: string
  /** A line, for the list of commands. */
  readonly summary: string
  /** More, a line each. */
  readonly about: readonly string[]
  readonly options: readonly OptionSpec[]
  /** @throws SkillperfError for a wrong use */
  run(line: CommandLine, context: CliContext): ExitCode | Promise<ExitCode>
}
