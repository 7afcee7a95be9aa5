import { describe, expect, test } from 'vitest'
import { createPaint, wantsColors } from '../../reporters/paint.ts'

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

describe('createPaint', () => {
  test('styles texts, whatever the stream of this process is', () => {
    expect(createPaint(true)('red', 'x')).toBe('\u001B[31mx\u001B[39m')
  })

  test('leaves texts alone where there are no colours', () => {
    expect(createPaint(false)('red', 'x')).toBe('x')
  })
})
