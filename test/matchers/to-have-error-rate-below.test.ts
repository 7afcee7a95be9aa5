import { describeMatcher } from '../helpers/matcher-laws.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'

describeMatcher({
  name: 'toHaveErrorRateBelow',
  args: ['5%'],
  shownArgs: '"5%"',
  passes: measurementOf(range(1, 99), failures(1)),
  fails: measurementOf(range(1, 90), failures(10)),
  failure: `expect(run).toHaveErrorRateBelow("5%")   research, real clock

Expected error rate  <  5 %
Received error rate    10 %
█▇█▇█▇█▇█▇▇█▇█▇█▇█▇█

10 of 100 iterations failed (10 %); first, in iteration 0: Error: boom`,
  notFailure: `expect(run).not.toHaveErrorRateBelow("5%")   research, real clock

Expected error rate  ≥ 5 %
Received error rate    1 %
█████████▇██████████

1 of 100 iterations failed (1 %); first, in iteration 0: Error: boom`,
  badLimit: [
    5,
    `toHaveErrorRateBelow: the limit is a share up to 1, received 5. 5 % is 0.05. Write a share up to 1, such as 0.01, or a percentage, such as '1%'.`,
  ],
  undecidable: [
    measurementOf([]),
    'toHaveErrorRateBelow: "research" has no samples. Run at least one iteration.',
  ],
})
