import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { ProgressLine } from '../../reporters/progress-line.ts'

/** What two tellings and the end write. */
function written(isTTY: boolean, tell: readonly string[]): string {
  const stream = Object.assign(new PassThrough(), { isTTY })
  const line = new ProgressLine(stream)
  for (const text of tell) line.tell(text)
  line.end()
  return String(stream.read() ?? '')
}

const CLEAR = '\u001B[1G\u001B[2K'

test('a terminal has the line written over, and taken away', () => {
  expect(written(true, ['process 1 of 2', 'process 2 of 2'])).toBe(
    `${CLEAR}process 1 of 2${CLEAR}process 2 of 2${CLEAR}`,
  )
})

test('a log has the first', () => {
  expect(written(false, ['process 1 of 2', 'process 2 of 2'])).toBe('process 1 of 2\n')
})

test('nothing is written where nothing is told', () => {
  expect([written(true, []), written(false, [])]).toStrictEqual(['', ''])
})
