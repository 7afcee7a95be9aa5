// A re-export, because an import for nothing is left out of the declarations: it loads what is augmented.
export type { Statistics } from 'tinybench'

/** What our provider adds to the results of `bench`. */
declare module 'tinybench' {
  interface Statistics {
    /** Of `latency`, in ms: there when `skillperf/bench` ran the benchmark. */
    readonly p90?: number
    /** Of `latency`, in ms: there when `skillperf/bench` ran the benchmark. */
    readonly p95?: number
    /** Of `latency`: HdrHistogram V2, compressed, base64, in ns; there when `skillperf/bench` ran the benchmark. */
    readonly histogram?: string
  }
}
