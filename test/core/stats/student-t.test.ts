import { expect, test } from 'vitest'
import { studentT } from '../../../src/core/stats/student-t.ts'

/** From the printed tables. */
test.for<[number, number, number]>([
  [0.95, 1, 6.314],
  [0.95, 2, 2.92],
  [0.95, 3, 2.353],
  [0.95, 5, 2.015],
  [0.95, 10, 1.812],
  [0.95, 23, 1.714],
  [0.995, 1, 63.657],
  [0.995, 2, 9.925],
  [0.995, 4, 4.604],
  [0.995, 5, 4.032],
  [0.995, 11, 3.106],
  [0.995, 120, 2.617],
])('quantile %d with %d degrees of freedom is %d', ([p, freedom, t]) => {
  expect(studentT(p, freedom)).toBeCloseTo(t, 3)
})
