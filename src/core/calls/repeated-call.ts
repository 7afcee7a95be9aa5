import { publicName } from '../redact.ts'
import type { RepeatedCall } from './seen.ts'

/** Longer prompts would push the rest of a message away. */
const LONGEST = 160

/** One line for a call that was made again: its name, its iteration, what it asked, without secrets. */
export function describeRepeated({ name, iteration, asked }: RepeatedCall): string {
  const what = publicName(asked.replaceAll(/\s+/g, ' '))
  const characters = Array.from(what)
  const cut = characters.length <= LONGEST ? what : `${characters.slice(0, LONGEST - 1).join('')}…`
  return `  ${publicName(name)}, in iteration ${iteration}${cut === '' ? '' : `: ${cut}`}`
}
