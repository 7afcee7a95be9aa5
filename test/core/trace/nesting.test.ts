import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Nesting } from '../../../src/core/trace/nesting.ts'
import { anySpans, traceOf } from '../../helpers/trace-of.ts'

test('Nesting is that of going from parent to parent, trace after trace', () => {
  const nesting = new Nesting()
  fc.assert(
    fc.property(anySpans, (spans) => {
      const trace = traceOf(spans)
      nesting.fill(trace)
      for (let inner = 0; inner < trace.length; inner++) {
        const around = new Set<number>()
        for (let span = inner; span >= 0; span = trace.parent(span)) around.add(span)
        for (let outer = 0; outer < trace.length; outer++) {
          expect(nesting.isWithin(inner, outer)).toBe(around.has(outer))
        }
      }
    }),
  )
})
