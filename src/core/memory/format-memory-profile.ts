import { formatBytes } from '../byte-size.ts'
import { formatCount, formatExact, printable } from '../format.ts'
import { publicName } from '../redact.ts'
import { shorten } from '../shorten.ts'
import { layOutTable } from '../table.ts'
import type { Column } from '../table.ts'
import type { Allocator } from './allocator.ts'
import type { MemoryFigures } from './memory-figures.ts'

/** How a memory profile is laid out. */
export interface MemoryFormat {
  /** Allocators that are shown, at most. */
  readonly top: number
  /** Default: false. */
  readonly color?: boolean
}

interface ShownColumn extends Column {
  readonly cell: (allocator: Allocator, figures: MemoryFigures) => string
  /** Whether it has anything to tell. Default: always. */
  readonly isShown?: (figures: MemoryFigures) => boolean
}

const COLUMNS: readonly ShownColumn[] = [
  { title: 'allocated in', align: 'left', cell: shownFunction },
  { title: 'live', align: 'right', cell: ({ liveBytes }) => shownBytes(liveBytes) },
  {
    title: 'live objects',
    align: 'right',
    cell: ({ liveObjects = 0 }) => formatExact(liveObjects),
    isShown: ({ liveObjects }) => liveObjects !== undefined,
  },
  {
    title: 'off-heap',
    align: 'right',
    cell: ({ offHeapBytes }) => shownBytes(offHeapBytes),
    isShown: ({ offHeapBytes }) => offHeapBytes > 0,
  },
  { title: 'total', align: 'right', cell: ({ totalBytes }) => shownBytes(totalBytes) },
  {
    title: 'total objects',
    align: 'right',
    cell: ({ totalObjects = 0 }) => formatExact(totalObjects),
    isShown: ({ totalObjects }) => totalObjects !== undefined,
  },
  {
    title: 'per call',
    align: 'right',
    cell: ({ totalBytes }, { calls }) => shownBytes(totalBytes / calls),
    isShown: ({ calls }) => calls > 1,
  },
  {
    title: 'mostly live',
    align: 'left',
    cell: ({ kinds: [kind] }) => (kind === undefined ? '' : shownKind(kind.name, kind.objects)),
    isShown: ({ allocators }) => allocators.some(({ kinds }) => kinds.length > 0),
  },
  { title: 'place', align: 'left', cell: shownPlace },
]

/**
 * A memory profile for people: a table of the allocators, and what all of them
 * come to.
 *
 * @param ranked what comes first
 * @returns lines, without a line break at the end
 */
export function formatMemoryProfile(
  figures: MemoryFigures,
  ranked: readonly Allocator[],
  { top, color = false }: MemoryFormat,
): string {
  const paint = (code: number, end: number, text: string): string =>
    color ? `\u001B[${code}m${text}\u001B[${end}m` : text
  const dim = (text: string): string => paint(2, 22, text)
  const { name, method, calls, snapshot, notes } = figures
  const columns = COLUMNS.filter(({ isShown }) => isShown?.(figures) ?? true)
  const rows = ranked
    .slice(0, top)
    .map((allocator) => columns.map(({ cell }) => ({ text: cell(allocator, figures) })))
  const more = ranked.length - rows.length
  return [
    `${paint(1, 22, shorten(publicName(name)))}   memory, ${method} · ${formatCount(calls, 'call')}`,
    '',
    ...(rows.length === 0
      ? ['Nothing was allocated.']
      : layOutTable(columns, rows, dim).map((line) => `  ${line}`)),
    ...(more > 0 ? [`  and ${formatExact(more)} more, print({ top: ${ranked.length} }) shows all`] : []),
    '',
    describeSums(figures),
    ...notes.map((note) => `${paint(33, 39, '!')} ${printable(note)}`),
    ...(snapshot === undefined ? [] : [`Heap snapshot  ${snapshot}`]),
  ].join('\n')
}

function describeSums(figures: MemoryFigures): string {
  const { liveBytes, liveObjects, offHeapBytes, totalBytes, totalObjects } = figures
  const inObjects = (objects: number | undefined): string =>
    objects === undefined ? '' : ` in ${formatCount(objects, 'object')}`
  const offHeap = offHeapBytes > 0 ? `, and ${shownBytes(offHeapBytes)} off-heap` : ''
  return `Allocated: ${shownBytes(totalBytes)}${inObjects(totalObjects)}. Still there: ${shownBytes(liveBytes)}${inObjects(liveObjects)}${offHeap}.`
}

function shownFunction({ place, calledBy }: Allocator): string {
  if (place === undefined) return '(Node.js)'
  const by = calledBy === undefined ? '' : ` ← ${shownName(calledBy.function)}`
  return `${shownName(place.function)}${by}`
}

function shownPlace({ place }: Allocator): string {
  return place === undefined ? '' : `${printable(place.file)}:${place.line}`
}

function shownName(name: string): string {
  return name === '' ? '(anonymous)' : shorten(publicName(name))
}

function shownKind(name: string, objects: number): string {
  return `${formatExact(objects)} × ${shorten(publicName(name))}`
}

/** Sampled bytes are no whole numbers. */
function shownBytes(bytes: number): string {
  return formatBytes(Math.round(bytes))
}
