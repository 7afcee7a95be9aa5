import { describe, expect, test } from 'vitest'
import { createPaint } from '../../reporters/paint.ts'

describe('createPaint', () => {
  test('styles texts, whatever the stream of this process is', () => {
    expect(createPaint(true)('red', 'x')).toBe('\u001B[31mx\u001B[39m')
  })

  test('leaves texts alone where there are no colours', () => {
    expect(createPaint(false)('red', 'x')).toBe('x')
  })
})
