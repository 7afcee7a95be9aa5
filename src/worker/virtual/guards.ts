import { SkillperfError } from '../../core/errors.ts'
import { formatExact } from '../../core/format.ts'
import { placeOf } from './creation.ts'
import { toMs } from './microseconds.ts'
import type { RealWork } from './real-work.ts'
import type { Timeline } from './timeline.ts'
import type { Scheduled } from './timer-queue.ts'
import type { WorkKind } from './work-kinds.ts'

/** Timers that an error names. */
const SHOWN = 3

/** Nothing is left that could make the run go on. */
export function deadlockError(timeline: Timeline): SkillperfError {
  return new SkillperfError(
    `virtual time: deadlock at ${ms(timeline.nowUs())}: the function has not returned, but nothing is running, no timer is pending and no real I/O is out. ` +
      'Something awaits a promise that nobody will settle, or a timer that was made before, which is real. If it waits for real work that cannot be seen from here, hold the clock: perf.clock.pause(promise).',
  )
}

/** Somebody has put other timers or another date in the place of ours. */
export function replacedError(): SkillperfError {
  return new SkillperfError(
    'virtual time: setTimeout or Date was replaced while it ran, by vi.useFakeTimers() or vi.setSystemTime() most probably. ' +
      'Leave them out: the virtual clock moves by itself, perf.clock.advance(ms) waits on it, and `now` sets the date.',
  )
}

/** Real work does not come back. */
export function stallError(work: RealWork, stallMs: number, timeline: Timeline): SkillperfError {
  const place = work.place === undefined ? '' : `, called ${work.place},`
  return new SkillperfError(
    `virtual time: ${work.what}${place} has been out for ${ms(stallMs * 1_000)} of real time, while the clock stands at ${ms(timeline.nowUs())}. ` +
      STALL_FIXES[work.kind],
  )
}

/** Real I/O where none was allowed. */
export function realIoError(work: RealWork): SkillperfError {
  return new SkillperfError(
    `virtual time: real I/O: ${work.what}${called(work)}. How long that takes differs from run to run. ` +
      `${INSTEAD[work.kind]} let it cost no virtual time: realIO: 'freeze'.`,
  )
}

const INSTEAD: Readonly<Record<WorkKind, string>> = {
  network: 'Mock it with perf.network, or',
  file: 'Read or write it before the run, or',
  process: 'Mock it in the code, or',
  worker: 'Hold the clock for this call, perf.clock.pause(promise), or',
  compute: 'Do it before the run, or',
  import: 'Import it at the top of the file, or',
}

const STALL_FIXES: Readonly<Record<WorkKind, string>> = {
  network: 'Have it answered, mock it with perf.network, or close or unref() it as soon as nobody uses it.',
  file: 'Have what is at its other end read or write, or close it.',
  process: 'End it, or mock it in the code.',
  worker: 'Have the worker answer or exit; post what needs no answer before the run begins.',
  compute: 'Do it before the run begins.',
  import: 'Import it at the top of the file, before the run begins.',
}

/** So much time has passed that nobody can mean it. */
export function limitError(maxVirtualMs: number, timeline: Timeline): SkillperfError {
  return new SkillperfError(
    `virtual time: ${ms(maxVirtualMs * 1_000)} have passed without progress (maxVirtual), and the function has not returned.\n${pending(timeline)}` +
      'Let the function end, or stop what repeats itself; a function that takes that long needs a larger maxVirtual.',
  )
}

/** Only intervals go on. */
export function intervalsError(timeline: Timeline): SkillperfError {
  return new SkillperfError(
    `virtual time: at ${ms(timeline.nowUs())} nothing happens any more but intervals, and the function has not returned.\n${pending(timeline)}` +
      'Something awaits a promise that nobody will settle. Clear the interval when it has done its work: clearInterval(timer).',
  )
}

/** Something waits, again and again, for what never comes. */
export function pollError(times: number, everyUs: number, timeline: Timeline): SkillperfError {
  return new SkillperfError(
    `virtual time: at ${ms(timeline.nowUs())} more than ${formatExact(times)} timers in a row have come every ${ms(everyUs)}, and the function has not returned.\n${pending(timeline)}` +
      'Something polls for what never comes. Give up after some tries, or see to it that it comes; code that has to wait that often runs as iterations of perf.measure.',
  )
}

/** The event loop turns for ever, and leaves no room for time. */
export function immediatesError(
  forMs: number,
  place: string | undefined,
  timeline: Timeline,
): SkillperfError {
  return new SkillperfError(
    `virtual time: setImmediate has called for the next turn for ${ms(forMs * 1_000)} of real time, while the clock stands at ${ms(timeline.nowUs())}${called({ place })}. ` +
      'Time moves only when nothing is left to do: wait for a timer instead, or end the loop.',
  )
}

function called({ place }: Pick<RealWork, 'place'>): string {
  return place === undefined ? '' : `, called ${place}`
}

function pending({ queue }: Timeline): string {
  const timers = queue.pending()
  const more = timers.length > SHOWN ? [`and ${timers.length - SHOWN} more`] : []
  const lines = [...timers.slice(0, SHOWN).map(describe), ...more]
  return lines.length === 0 ? '' : `Pending:\n${lines.map((line) => `  ${line}\n`).join('')}`
}

function describe(timer: Scheduled): string {
  const place = placeOf(timer.made)
  return `${NAMES[timer.kind]} due at ${ms(timer.atUs)}${place === undefined ? '' : `, made ${place}`}`
}

const NAMES = { timeout: 'a timer', interval: 'an interval', sleep: 'a sleep' } as const

function ms(us: number): string {
  return `${formatExact(toMs(us))} ms`
}
