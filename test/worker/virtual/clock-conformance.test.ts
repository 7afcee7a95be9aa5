import '../../helpers/setup-clock-shims.ts'
import { realClock } from '../../../src/worker/real-clock.ts'
import { runVirtual } from '../../../src/worker/virtual/run-virtual.ts'
import { describeClock } from '../../helpers/clock-conformance.ts'

describeClock('the real clock', (fn) => fn(realClock))
describeClock('the virtual clock', (fn) => runVirtual({}, fn))
