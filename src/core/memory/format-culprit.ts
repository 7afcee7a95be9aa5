import { formatBytes } from '../byte-size.ts'
import { formatExact, formatShare, printable } from '../format.ts'
import { redact } from '../redact.ts'
import type { Culprit, Holder, KeptKind, MemoryPlace } from './culprit.ts'

const KINDS_SHOWN = 3
const PROPERTIES_SHOWN = 4
const FUNCTIONS_SHOWN = 3

/** Who leaks, as far as it is known, a line each; no line where nothing is. */
export function formatCulprit({ kept, heldBy, allocatedIn, notes }: Culprit): string[] {
  const lines = [
    ...labelled('kept', kept.slice(0, KINDS_SHOWN).map(formatKind)),
    ...labelled('held by', heldBy === undefined ? [] : formatHolder(heldBy)),
    ...labelled(
      'allocated in',
      allocatedIn
        .slice(0, FUNCTIONS_SHOWN)
        .map(({ place, share }) => `${formatPlace(place)} ${formatShare(share)}`),
    ),
    ...notes.map((note) => `  note: ${text(note)}`),
  ]
  return lines.length === 0 ? [] : ['', ...lines]
}

/** `remember (src/small.ts:4)`. */
function formatPlace({ function: name, file, line }: MemoryPlace): string {
  return `${text(name) || '(anonymous)'} (${text(file)}:${line})`
}

function formatKind({ name, properties, count, bytes }: KeptKind): string {
  const shown = properties.slice(0, PROPERTIES_SHOWN).map(text).join(', ')
  const more = properties.length > PROPERTIES_SHOWN ? ', …' : ''
  const shape = shown === '' ? '' : ` {${shown}${more}}`
  return `${formatExact(count)} × ${text(name)}${shape}, ${formatBytes(bytes)}`
}

function formatHolder({ type, variable, place, path }: Holder): string[] {
  const named = variable === undefined ? '' : ` \`${text(variable)}\``
  const where = place === undefined ? '' : ` ← ${formatPlace(place)}`
  return [`${text(type)}${named}${where}`, ...(path.length === 0 ? [] : [path.map(text).join(' → ')])]
}

/** The label stands before the first line, and the others under it. */
function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, i) => `  ${(i === 0 ? label : '').padEnd(12)}  ${line}`)
}

function text(value: string): string {
  return redact(printable(value))
}
