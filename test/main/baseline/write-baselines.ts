// A process that changes a baseline again and again, for the tests beside it: PATH NAME ROUNDS ENTRIES.
import { compareKeys } from '../../../src/core/baseline/baseline.ts'
import { changeBaseline } from '../../../src/main/baseline/baseline-file.ts'
import { entryOf } from '../../helpers/baseline-of.ts'

const [path = '', name = '', rounds = '1', entries = '1'] = process.argv.slice(2)

for (let round = 0; round < Number(rounds); round++) {
  await changeBaseline(path, (before) => {
    const mine = Array.from({ length: Number(entries) }, (_, i) => entryOf(`${name} ${round} ${i}`))
    const others = before.entries.filter((one) => !mine.some(({ test }) => test === one.test))
    return { entries: [...others, ...mine].toSorted(compareKeys) }
  })
  process.stdout.write('.')
}
