import { expect, test } from 'vitest'
import { passages } from './passages.ts'
import { rank } from './rank.ts'

test('passages are ranked', async ({ perf }) => {
  const run = await perf.measure('rank', () => rank('What to do when an update fails?', passages))

  expect(run).toHaveP95Below(50)
})
