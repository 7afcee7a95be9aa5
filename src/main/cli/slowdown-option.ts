import { readSlowdown } from '../../core/options/baseline-options.ts'
import type { CommandLine, OptionSpec } from './command.ts'

export const SLOWDOWN: OptionSpec = {
  name: 'slowdown',
  value: '10%',
  help: 'Slowdown in real time to find; half of it is the limit.',
}

/**
 * @returns a share; undefined where it was not written
 * @throws SkillperfError for anything but a share from 4 % to 100 %
 */
export function readSlowdownOption(line: CommandLine, place: string): number | undefined {
  const text = line.text(SLOWDOWN.name)
  if (text === undefined) return undefined
  return readSlowdown(/^[\d.]+$/.test(text) ? Number(text) : text, `${place} --${SLOWDOWN.name}`)
}
