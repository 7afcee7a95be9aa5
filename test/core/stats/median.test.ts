import { expect, test } from 'vitest'
import { median } from '../../../src/core/stats/median.ts'

test.for([
  { values: [], middle: Number.NaN },
  { values: [7], middle: 7 },
  { values: [9, 1, 3], middle: 3 },
  { values: [4, 1, 3, 2], middle: 2.5 },
])('the median of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle)
})
