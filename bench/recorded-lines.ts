import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { thisMachine } from '../src/main/baseline/worker-baseline.ts'

/**
 * Reads what was recorded on a machine: a file with a line of JSON for each.
 *
 * @param isWanted which of them
 * @param machine as baselines name it. Default: this one
 * @returns without lines that are not whole, such as the last one of a run that was ended
 */
export function readRecorded<T extends { readonly of: string }>(
  data: string,
  isWanted: (line: object) => line is T,
  machine: string = thisMachine(),
): T[] {
  if (!existsSync(data)) return []
  const text = readFileSync(data, 'utf8')
  if (text !== '' && !text.endsWith('\n')) appendFileSync(data, '\n')
  return text.split('\n').flatMap((line) => {
    const parsed = parse(line)
    return parsed !== undefined && isWanted(parsed) && parsed.of === machine ? [parsed] : []
  })
}

function parse(line: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(line)
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}
