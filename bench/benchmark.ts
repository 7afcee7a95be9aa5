/** One of our own benchmarks. */
export interface Benchmark {
  readonly name: string
  /** One line for the list of benchmarks. */
  readonly summary: string
  /** It keeps what it has recorded in a file, and goes on from there. Default: false. */
  readonly keepsData?: boolean
  /** @param tell shows how far it has come, in a few words */
  run(tell: (text: string) => void, options?: RunOptions): Promise<Findings>
}

/** How a benchmark that keeps its data is run. */
export interface RunOptions {
  /** Fewer runs, for a first look. Default: false. */
  readonly quick?: boolean
  /** The file that recorded data are kept in. Default: one in a cache folder. */
  readonly data?: string | undefined
}

/** What a benchmark has found. */
export interface Findings {
  /** What was done, in one line. */
  readonly title: string
  /** Of every figure in `rows` but ratios. */
  readonly unit: 'ns' | 'ms' | 's' | '%'
  /** Whom we are compared with. */
  readonly peer: string
  readonly rows: readonly Finding[]
  /** Figures that nobody judges. */
  readonly asides: readonly Aside[]
}

/** One row: medians of interleaved runs, peer and ours on the same work. */
export interface Finding {
  readonly row: string
  /** Of its figures, where it is not that of the findings. */
  readonly unit?: string
  /** The work itself, where peer and ours are what comes on top of it. */
  readonly work?: number
  readonly peer: number
  readonly ours: number
  /** Median over the runs of ours / peer, each in its own run. */
  readonly ratio: number
  /** Median over the runs of ours − peer, each in its own run. */
  readonly difference: number
  /** Which of the goals it has to meet. Default: the one that is named like the benchmark. */
  readonly goal?: string
}

/** A table of its own; text to the left, figures to the right. */
export interface Aside {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}
