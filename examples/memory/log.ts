interface Entry {
  readonly level: string
  readonly message: string
}

/** A log as a file or a response delivers it: line by line. */
export async function* readLog(lines: number): AsyncGenerator<string> {
  for (let nth = 0; nth < lines; nth++) {
    yield JSON.stringify({ level: nth % 10 === 0 ? 'error' : 'info', message: `request ${nth} was answered` })
  }
}

/** Loads the whole log, then counts: what it needs grows with the log. */
export async function countErrorsLoaded(log: AsyncIterable<string>): Promise<number> {
  const entries: Entry[] = []
  for await (const line of log) entries.push(JSON.parse(line) as Entry)
  return entries.filter(({ level }) => level === 'error').length
}

/** Counts while it reads: what it needs is a line, however long the log is. */
export async function countErrors(log: AsyncIterable<string>): Promise<number> {
  let errors = 0
  for await (const { level } of entriesOf(log)) if (level === 'error') errors++
  return errors
}

async function* entriesOf(log: AsyncIterable<string>): AsyncGenerator<Entry> {
  for await (const line of log) yield JSON.parse(line) as Entry
}
