/**
 * Our part of the terminal output: tables, summary and notes, without blank
 * lines, and without what a busy machine's collector took of the time.
 */
export function ourPart(stdout: string): string {
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '' && !/^ +· .*: collecting garbage took/.test(line))
  const table = lines.findIndex((line) => /^ +(?:measurement {2}clock|benchmark(?:, ms)? +n) /.test(line))
  const other = lines.findIndex((line) => /^ *(?:Measurements|Benchmarks|note) {2}/.test(line))
  // A table's heading, the file's name, is the line above it.
  const start = table === -1 ? other : table - 1
  return start === -1 ? '' : lines.slice(start).join('\n')
}

/** The messages of the errors that the run ended with, without code frames. */
export function errorMessages(stderr: string): string[] {
  return [
    ...stderr.matchAll(/^(?:\w*Error|Caused by: \w*Error): [\s\S]*?(?=\n ❯|\n⎯|\n\n ?Serialized)/gm),
  ].map(([message]) => message.trim())
}
