/** Seed of every random stream where nobody names one. Alone in its file: every test process loads it. */
export const DEFAULT_SEED = 1
