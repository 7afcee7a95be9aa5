/** Blocks of advice that Vitest adds to its summary when the machine was slow. */
const SPEED_HINTS = /\n\n *(?:Environment|Import|Transform|Isolate) {2}.*(?:\n {10,}\S.*)*/g

/**
 * Takes out of an output what differs from run to run: paths, versions, times
 * of the machine, and the figures that a real clock measured. Everything else
 * is compared to the letter.
 */
export function scrub(text: string, root: string): string {
  return (
    text
      .replace(SPEED_HINTS, '')
      .replaceAll(root, '<root>')
      .split('\n')
      // Whether loading, and real waiting, takes long enough to be told is up to the machine.
      .filter(
        (line) => !line.startsWith('   · Skill load: ') && !/: it slept .* in mocked latencies/.test(line),
      )
      .map((line) => scrubLine(line))
      .join('\n')
      .trim()
  )
}

const SPARKS = /[▁▂▃▄▅▆▇█]{2,}/g

function scrubLine(line: string): string {
  if (/ real +\d/.test(line)) return scrubRow(line)
  if (/ virtual ms +\d/.test(line)) return scrubVirtualRow(line)
  if (/^ +measurement +clock/.test(line)) return line.replace(/ {2,}/g, '  ')
  return (
    line
      .replace(SPARKS, '<shape>')
      .replace(/step of [\d.]+ ns/, 'step of <figure>')
      .replace(/mean of [\d ]+ iterations/, 'mean of <figure> iterations')
      .replace(/v[45]\.\d+\.\d+/, '<vitest>')
      .replace(/Start at +.*/, 'Start at  <time>')
      .replace(/Duration +.*/, 'Duration  <time>')
      .replace(/ \d+(?:\.\d+)?m?s\b(?= *$)/, ' <time>')
      .replace(
        /^( *Received .+?) +[\d. ]*\d(\S*) +n = ([\d ]+?)( ·.*)?$/,
        '$1  <figure>$2  n = $3 · <figures>',
      )
      // Aligned with the figure below, whose width varies.
      .replace(/^( *Expected .+ [<>≤≥]) +/, '$1 ')
      .replace(/: (\S+) [\d. ]+ (ms|\/s), limit/, ': $1 <figure> $2, limit')
      .trimEnd()
  )
}

/** A row of our table: names, loads, counts, errors and verdicts stay. */
function scrubRow(line: string): string {
  const [label = '', clock, ...cells] = line.trim().split(/ {2,}/)
  // The column is there only in tables that have something to say of it.
  const load = /^[\d ]+$/.test(cells[0] ?? '') ? [] : [cells.shift()]
  const [n, , , , , , errors, ...rest] = cells
  return `   ${[label, clock, ...load, n, '…', errors, ...rest].join('  ')}`
    .replace(SPARKS, '<shape>')
    .replace(/█$/, '<shape>')
}

/** On the virtual clock only the CPU time is the machine's. */
function scrubVirtualRow(line: string): string {
  const cells = line.trim().split(/ {2,}/)
  const hasLoad = !/^[\d ]+$/.test(cells[2] ?? '')
  const cpu = hasLoad ? 9 : 8
  // A view of a measurement has none.
  const scrubbed = /^[\d. ]+$/.test(cells[cpu] ?? '') ? cells.with(cpu, '<cpu>') : cells
  return `   ${scrubbed.join('  ')}`
}
