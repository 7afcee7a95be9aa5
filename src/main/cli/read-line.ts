import { parseArgs } from 'node:util'
import { nearest } from '../../core/check.ts'
import { show, usageError } from '../../core/errors.ts'
import type { CommandLine, OptionSpec } from './command.ts'

/**
 * Reads what stands behind a command's name.
 *
 * @param place how the command is called, for errors
 * @throws SkillperfError for an unknown option, a value that is missing, or one too many
 */
export function readLine(
  args: readonly string[],
  options: readonly OptionSpec[],
  place: string,
): CommandLine {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      options.map(({ name, value }) => [name, { type: value === undefined ? 'boolean' : 'string' } as const]),
    ),
    allowPositionals: true,
    // Its own errors name no fix.
    strict: false,
    tokens: true,
  })
  const files: string[] = []
  const flags = new Set<string>()
  const texts = new Map<string, string>()
  for (const token of tokens) {
    if (token.kind === 'positional') files.push(token.value)
    if (token.kind !== 'option') continue
    const option = options.find(({ name }) => name === token.name)
    if (option === undefined) throw unknownOption(token.rawName, options, place)
    if (option.value === undefined) {
      if (token.value !== undefined) throw needlessValue(token.rawName, token.value, place)
      flags.add(option.name)
    } else {
      // Another option is no value: `--base --markdown`.
      if (token.value === undefined || token.value === '' || isForgotten(token.value, token.inlineValue))
        throw missingValue(token.rawName, option.value, place)
      texts.set(option.name, token.value)
    }
  }
  return { files, flag: (name) => flags.has(name), text: (name) => texts.get(name) }
}

function isForgotten(value: string, inline: boolean): boolean {
  return !inline && value.startsWith('-')
}

function unknownOption(written: string, options: readonly OptionSpec[], place: string): Error {
  const known = options.map(({ name }) => `--${name}`)
  const near = nearest(written, known)
  return usageError({
    place,
    rule: `unknown option ${written}`,
    fix: `${near === undefined ? '' : `Did you mean ${near}? `}Known: ${known.join(', ')}.`,
  })
}

function needlessValue(written: string, value: string, place: string): Error {
  return usageError({
    place,
    rule: `${written} takes no value`,
    received: { value },
    fix: `Write ${written}.`,
  })
}

function missingValue(written: string, value: string, place: string): Error {
  return usageError({
    place,
    rule: `${written} needs a value`,
    fix: `Write ${written}=${value}.`,
  })
}

/** @throws SkillperfError for a word that is none of the known ones */
export function unknownWord(word: string, known: readonly string[], place: string): Error {
  const near = nearest(word, known)
  return usageError({
    place,
    rule: `there is no command ${show(word)}`,
    fix: `${near === undefined ? '' : `Did you mean ${near}? `}Known: ${known.join(', ')}.`,
  })
}
