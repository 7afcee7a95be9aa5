import { describe, expect, test } from 'vitest'
import { wantsColors } from '../../src/core/wants-colors.ts'

describe('wantsColors', () => {
  test.for<[NodeJS.ProcessEnv, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '3' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: 'false' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ])('with %o and terminal %s: %s', ([env, isTerminal, wanted]) => {
    expect(wantsColors(env, isTerminal)).toBe(wanted)
  })
})
