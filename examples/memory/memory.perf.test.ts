import { expect, test } from 'vitest'
import { answer, answerLeaking } from './answers.ts'
import { countErrors, countErrorsLoaded, readLog } from './log.ts'

let asked = 0
const nextQuestion = (): string => `what is number ${asked++} of them?`

test('a cache that only grows is found', async () => {
  const finding = expect(() => answerLeaking(nextQuestion())).toNotLeakMemory()

  await expect(finding).rejects.toThrow(/allocated in +remember \(.*answers\.ts:26\)/)
})

test('the memory profiler tells who fills it', async ({ perf }) => {
  const profile = await perf.memory(() => answerLeaking(nextQuestion()), { calls: 100 })

  profile.print({ top: 3 })
  const [first] = profile.top(1)
  expect(first?.place).toMatchObject({ function: 'remember', file: 'answers.ts' })
  expect(first?.kinds).toContainEqual(expect.objectContaining({ name: 'Object', objects: 100 }))
})

test('a cache that forgets does not leak, once it is full', async () => {
  await expect(() => answer(nextQuestion())).toNotLeakMemory({ warmup: 500 })
  await expect(() => answer(nextQuestion())).toAllocateBelow('2KB')
})

test('counting while reading needs little memory, loading everything much', async () => {
  expect(await countErrors(readLog(50_000))).toBe(5_000)

  await expect(() => countErrors(readLog(50_000))).toHavePeakHeapBelow('4MB')
  await expect(() => countErrorsLoaded(readLog(50_000))).not.toHavePeakHeapBelow('4MB')
})
