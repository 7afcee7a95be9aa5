import type { Rule, Watch } from './rule.ts'

/**
 * Judges by single samples, which decide without any estimate. `every` sample
 * has to be below the limit (max), or `some` sample (p0, the smallest).
 */
export function extreme(which: 'every' | 'some'): Rule {
  return {
    observations: (run) => run.n,
    least: () => 1,
    ...(which === 'every' && { watch: watchEvery }),
    find(run, limit) {
      const kept = which === 'every' ? !(run.max >= limit) : run.min < limit
      // Whoever was turned away has no duration: the largest of all is not known.
      const unknown = which === 'every' && kept && run.dropped > 0
      return { outcome: unknown ? 'inconclusive' : kept ? 'pass' : 'fail', evidence: { kind: 'extreme' } }
    },
  }
}

function watchEvery(limitMs: number): Watch {
  let state: Watch['state'] = 'open'
  return {
    decidable: false,
    get state() {
      return state
    },
    // One sample decides, and others cannot take it back.
    clear: true,
    sample(ms) {
      if (ms >= limitMs) state = 'fail'
    },
    error: () => {},
    dropped: () => {},
  }
}
