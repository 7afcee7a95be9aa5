import type { DefaultReporter, Reporter, TestCase } from 'vitest/node'

type Benchmarks = ReturnType<TestCase['benchmarks']>

/**
 * Vitest's default reporter without the tables of benchmarks below the tests:
 * ours takes their place. The comparison across projects, which has a title of
 * its own, stays.
 */
export function withoutBenchTables(Base: typeof DefaultReporter): Reporter {
  class DefaultReporterWithoutBenchTables extends Base {
    protected override printBenchmarkTable(
      benchmarks: Benchmarks,
      padding: string,
      firstColumn?: string,
    ): void {
      if (firstColumn !== undefined) super.printBenchmarkTable(benchmarks, padding, firstColumn)
    }
  }
  return new DefaultReporterWithoutBenchTables()
}
