// Draws the picture on top of the README from a real run of the failing example: `npm run picture`.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const COLORS = { 31: '#f85149', 32: '#3fb950', 33: '#d29922', 36: '#39c5cf', 90: '#8b949e' }
const [CHAR_WIDTH, LINE_HEIGHT, MARGIN] = [8.43, 19, 20]

const run = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--root',
    'examples/research-breach',
    '--reporter=skillperf',
    '--maxWorkers=1',
  ],
  { encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '1', COLUMNS: '110' } },
)
const lines = ['$ vitest run --reporter=skillperf', '', ...excerpt(run.stderr, run.stdout)]
writeFileSync('docs/images/failing-run.svg', draw(lines.map(readLine)))

function excerpt(stderr, stdout) {
  const failure = stderr.split('\n')
  const from = failure.findIndex((line) => line.includes(' FAIL '))
  const to = failure.findIndex((line, i) => i > from && line.includes('⎯⎯[1/1]⎯'))
  const table = stdout.slice(stdout.lastIndexOf('Duration')).split('\n').slice(2)
  return [...failure.slice(from, to), ...table].map((line) => line.trimEnd())
}

/** Splits a line into runs of one style. Only the codes that Vitest and we use are known. */
function readLine(line) {
  const parts = []
  let style = { color: undefined, bold: false, dim: false, inverse: false }
  // oxlint-disable-next-line no-control-regex -- escape sequences are what is being read
  for (const part of line.split(/(\u001B\[[\d;]*m)/)) {
    const codes = part.startsWith('\u001B[') ? part.slice(2, -1).split(';').map(Number) : undefined
    if (codes === undefined) {
      if (part !== '') parts.push({ text: part, style })
    } else for (const code of codes) style = apply(style, code)
  }
  return parts
}

function apply(style, code) {
  if (code === 0) return { color: undefined, bold: false, dim: false, inverse: false }
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 41) return { ...style, inverse: true }
  if (code === 49) return { ...style, inverse: false }
  if (code === 39) return { ...style, color: undefined }
  return code in COLORS ? { ...style, color: COLORS[code] } : style
}

function draw(rows) {
  const columns = Math.max(...rows.map((row) => row.reduce((sum, part) => sum + part.text.length, 0)))
  const width = Math.ceil(columns * CHAR_WIDTH + 2 * MARGIN)
  const height = rows.length * LINE_HEIGHT + 2 * MARGIN
  const texts = rows.map((row, index) => drawRow(row, MARGIN + (index + 0.8) * LINE_HEIGHT))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A failing run in a terminal">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">`,
    ...texts.filter((text) => text !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function drawRow(row, y) {
  let column = 0
  const spans = row.map(({ text, style }) => {
    const x = (MARGIN + column * CHAR_WIDTH).toFixed(1)
    column += text.length
    const fill = style.inverse ? COLORS[31] : style.color
    const attributes = [
      fill && `fill="${fill}"`,
      style.bold && 'font-weight="bold"',
      style.dim && 'opacity="0.6"',
    ]
    // Fixed advance widths: block characters and letters may come from different fonts.
    const length = `textLength="${(text.length * CHAR_WIDTH).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`
    return `<tspan x="${x}" ${length} ${attributes.filter(Boolean).join(' ')}>${escape(text)}</tspan>`
  })
  return spans.length === 0 ? '' : `<text y="${y}" xml:space="preserve">${spans.join('')}</text>`
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
