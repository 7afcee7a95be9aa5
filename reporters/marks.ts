/** How an outcome looks in the terminal. */
export const MARKS = { pass: '✓', fail: '✗', inconclusive: '~' } as const
export const STYLES = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const
