import { parseArgs } from 'node:util'
import { nearest } from '../src/core/check.ts'
import type { RunOptions } from './benchmark.ts'

/** What the command line asks for. */
export type Request =
  | { readonly kind: 'help' | 'list' }
  | (RunOptions & {
      readonly kind: 'run'
      readonly name: string
      readonly json: boolean
      readonly check: boolean
    })
  /** It is wrong, and how to put it right. */
  | { readonly kind: 'misuse'; readonly message: string }

const FLAGS = ['--json', '--check', '--help']
/** Only of benchmarks that keep what they record. */
const DATA_FLAGS = ['--quick', '--data']

/**
 * Reads the command line.
 *
 * @param args without the program's own name
 * @param known names of the benchmarks
 * @param keeping those of them that keep what they record
 */
export function readArguments(
  args: readonly string[],
  known: readonly string[],
  keeping: readonly string[] = [],
): Request {
  const { tokens } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const names: string[] = []
  const flags = new Set<string>()
  let data: string | undefined
  for (const token of tokens) {
    if (token.kind === 'positional') names.push(token.value)
    if (token.kind !== 'option') continue
    const flag = `--${token.name}`
    const all = [...FLAGS, ...DATA_FLAGS]
    if (!all.includes(flag)) return misuse(`there is no option ${token.rawName}`, flag, all)
    if (flag === '--data') {
      if (!token.value) return misuse('--data takes a file: --data regression.jsonl')
      data = token.value
    } else if (token.value !== undefined) return misuse(`${flag} takes no value, received "${token.value}"`)
    flags.add(flag)
  }
  const [name] = names
  if (flags.has('--help')) return { kind: 'help' }
  if (name === undefined) {
    return flags.size === 0 ? { kind: 'list' } : misuse(`name a benchmark: ${known.join(', ')}`)
  }
  if (names.length > 1) return misuse(`one benchmark at a time, received ${names.join(' and ')}`)
  if (!known.includes(name)) return misuse(`there is no benchmark "${name}"`, name, known)
  const of = DATA_FLAGS.find((flag) => flags.has(flag))
  if (of !== undefined && !keeping.includes(name)) {
    return misuse(`"${name}" keeps no data, so that ${of} does nothing`)
  }
  const options = { ...(flags.has('--quick') && { quick: true }), ...(data !== undefined && { data }) }
  return { kind: 'run', name, json: flags.has('--json'), check: flags.has('--check'), ...options }
}

/** @param word what was written instead of one of the known words */
function misuse(problem: string, word?: string, known: readonly string[] = []): Request {
  const near = word === undefined ? undefined : nearest(word, known)
  const question = near === undefined ? '' : ` Did you mean ${near}?`
  const list = known.length === 0 ? '' : ` Known: ${known.join(', ')}.`
  return { kind: 'misuse', message: `${problem}.${question}${list}` }
}
