import type { TestCase, TestModule } from 'vitest/node'

/** A test, and its place among those of its file that have the same full name. */
export interface NumberedTest {
  readonly test: TestCase
  /** From 0 up. */
  readonly nth: number
}

/** All tests of a file, in its order. */
export function numberTests(module: TestModule): NumberedTest[] {
  const counts = new Map<string, number>()
  return [...module.children.allTests()].map((test) => {
    const nth = counts.get(test.fullName) ?? 0
    counts.set(test.fullName, nth + 1)
    return { test, nth }
  })
}
