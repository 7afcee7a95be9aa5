import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSerial } from '../../../src/core/trace/is-serial.ts'
import { Nesting } from '../../../src/core/trace/nesting.ts'
import { anySpans, traceOf } from '../../helpers/trace-of.ts'

test('of a serial trace no two spans overlap, other than one within the other', () => {
  let serial = 0
  fc.assert(
    fc.property(anySpans, (spans) => {
      const trace = traceOf(spans)
      if (!isSerial(trace, new Float64Array(trace.length))) return
      serial++
      const nesting = new Nesting().fill(trace)
      for (let a = 0; a < trace.length; a++) {
        for (let b = a + 1; b < trace.length; b++) {
          const overlapMs =
            Math.min(trace.endMs(a), trace.endMs(b)) - Math.max(trace.startMs(a), trace.startMs(b))
          expect(overlapMs <= 0 || nesting.isWithin(b, a)).toBe(true)
        }
      }
    }),
    { numRuns: 2_000 },
  )
  expect(serial).toBeGreaterThan(20)
})

test.for([
  { what: 'one after another', times: [0, 30, 0, 10, 10, 30], serial: true },
  { what: 'at once', times: [0, 30, 0, 10, 9, 30], serial: false },
  { what: 'beyond the parent', times: [0, 30, 0, 31], serial: false },
])('$what: $serial', ({ times, serial }) => {
  const spans = Array.from({ length: times.length / 2 }, (_, nth) => ({
    startMs: times[2 * nth] ?? 0,
    endMs: times[2 * nth + 1] ?? 0,
  }))
  expect(isSerial(traceOf(spans), new Float64Array(spans.length))).toBe(serial)
})
