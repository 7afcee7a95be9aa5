import { readSlowdown, readTolerance } from '../../core/options/baseline-options.ts'
import type { CommandLine, OptionSpec } from './command.ts'

export const SLOWDOWN: OptionSpec = {
  name: 'slowdown',
  value: '10%',
  help: 'Slowdown in real time to find; half of it is the limit.',
}

export const TOLERANCE: OptionSpec = {
  name: 'tolerance',
  value: '1%',
  help: 'By how much virtual times may be worse.',
}

/**
 * @returns a share; undefined where it was not written
 * @throws SkillperfError for anything but a share from 4 % to 100 %
 */
export function readSlowdownOption(line: CommandLine, place: string): number | undefined {
  return readShareOption(line, SLOWDOWN, readSlowdown, place)
}

/**
 * @returns a share; undefined where it was not written
 * @throws SkillperfError for anything but a share
 */
export function readToleranceOption(line: CommandLine, place: string): number | undefined {
  return readShareOption(line, TOLERANCE, readTolerance, place)
}

function readShareOption(
  line: CommandLine,
  { name }: OptionSpec,
  read: (value: unknown, place: string) => number,
  place: string,
): number | undefined {
  const text = line.text(name)
  if (text === undefined) return undefined
  return read(/^[\d.]+$/.test(text) ? Number(text) : text, `${place} --${name}`)
}
