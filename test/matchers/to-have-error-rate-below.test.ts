import { describeMatcher } from '../helpers/matcher-laws.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'

describeMatcher({
  name: 'toHaveErrorRateBelow',
  args: ['5%'],
  shownArgs: '"5%"',
  passes: () => measurementOf(range(1, 99), failures(1)),
  fails: () => measurementOf(range(1, 80), failures(20)),
  failure: `expect(run).toHaveErrorRateBelow("5%")   research, real clock

Expected error rate  <  5 %
Received error rate    20 %
████████████████████

At least 5 % of all iterations fail: 99.5 % sure (exact binomial bound).

20 of 100 iterations failed (20 %); first, in iteration 0: Error: boom`,
  notFailure: `expect(run).not.toHaveErrorRateBelow("5%")   research, real clock

Expected error rate  ≥ 5 %
Received error rate    1 %
█████████▇██████████

Less than 5 % of all iterations fail: 95 % sure (exact binomial bound).

1 of 100 iterations failed (1 %); first, in iteration 0: Error: boom`,
  inconclusive: {
    run: () => measurementOf(range(1, 95), failures(5)),
    failure: `expect(run).toHaveErrorRateBelow("5%")   research, real clock

Expected error rate  < 5 %
Received error rate    5 %
███▇██▇██▇███▇██▇███

Inconclusive: 5 of 100 iterations failed (5 %), too near to 5 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.

5 of 100 iterations failed (5 %); first, in iteration 0: Error: boom`,
    notFailure: `expect(run).not.toHaveErrorRateBelow("5%")   research, real clock

Expected error rate  ≥ 5 %
Received error rate    5 %
███▇██▇██▇███▇██▇███

Inconclusive: 5 of 100 iterations failed (5 %), too near to 5 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.

5 of 100 iterations failed (5 %); first, in iteration 0: Error: boom`,
  },
  badLimit: [
    5,
    `toHaveErrorRateBelow: the limit is a share up to 1, received 5. 5 % is 0.05. Write a share up to 1, such as 0.01, or a percentage, such as '1%'.`,
  ],
  undecidable: [
    () => measurementOf(range(1, 58)),
    'toHaveErrorRateBelow: an error rate below 5 % cannot be told from 58 iterations: it takes at least 59. Run "research" with { iterations: 59 } or more.',
  ],
})
