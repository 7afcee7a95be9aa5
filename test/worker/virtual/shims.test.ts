import net from 'node:net'
import { performance as hooksPerformance } from 'node:perf_hooks'
import timers, { setTimeout as importedSetTimeout } from 'node:timers'
import timersPromises from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { runVirtual } from '../../../src/worker/virtual/run-virtual.ts'
import { hasClockShims, installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { rejectionOf, thrownBy } from '../../helpers/thrown-by.ts'

const HOSTS: [string, object, readonly string[]][] = [
  ['global', globalThis, ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'Date']],
  ['timers', timers, ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval']],
  ['timers/promises', timersPromises, ['setTimeout', 'setInterval']],
  ['scheduler', timersPromises.scheduler, ['wait']],
  ['performance', performance, ['now']],
  ['process', process, ['hrtime']],
  ['AbortSignal', AbortSignal, ['timeout']],
  ['Socket', net.Socket.prototype, ['setTimeout']],
  ['Math', Math, ['random']],
]

const read = (): Record<string, unknown> => ({
  ...Object.fromEntries(
    HOSTS.flatMap(([name, host, keys]) => keys.map((key) => [`${name}.${key}`, Reflect.get(host, key)])),
  ),
  'Date.now': Reflect.get(Date, 'now'),
  'hrtime.bigint': Reflect.get(process.hrtime, 'bigint'),
})

const looks = (values: Record<string, unknown>): [string, unknown][] =>
  Object.entries(values).map(([name, value]) => {
    const fn = value as (...args: never[]) => unknown
    return [name, [fn.name, fn.length, Reflect.ownKeys(fn).toSorted(byText)]]
  })
const byText = (a: string | symbol, b: string | symbol): number => String(a).localeCompare(String(b))

const wereInstalled = hasClockShims()
const before = read()
const places = {
  Date: Object.getOwnPropertyDescriptor(globalThis, 'Date'),
  setTimeout: Object.getOwnPropertyDescriptor(globalThis, 'setTimeout'),
}
const realDate = new Date()
installClockShims()
const after = read()
installClockShims()

afterEach(() => {
  vi.useRealTimers()
})

describe('while no virtual run is active', () => {
  test('all are replaced, once', () => {
    for (const [name, value] of Object.entries(after)) {
      // Without isolation, an earlier file of this process has done it.
      if (!wereInstalled) expect(value, name).not.toBe(before[name])
    }
    expect(read()).toEqual(after)
    expect(importedSetTimeout).toBe(globalThis.setTimeout)
    expect(hooksPerformance).toBe(performance)
  })

  test('they look as before', () => {
    // Functions of Node that can be constructed have a `prototype`, which nobody looks at.
    const plain = (rows: [string, unknown][]): string =>
      JSON.stringify(rows, (_key, value: unknown) =>
        typeof value === 'symbol' ? String(value) : value,
      ).replaceAll('"prototype",', '')
    expect(plain(looks(after)).replaceAll(/,"prototype"/g, '')).toBe(
      plain(looks(before)).replaceAll(/,"prototype"/g, ''),
    )
    const { value: _date, ...date } = Object.getOwnPropertyDescriptor(globalThis, 'Date') ?? {}
    const { value: _then, ...dateThen } = places.Date ?? {}
    expect(date).toEqual(dateThen)
    expect(globalThis.setTimeout).toBe(timers.setTimeout)
  })

  test('Date is Date', () => {
    class Later extends Date {
      later(): number {
        return this.getTime() + 1
      }
    }
    const date = new Date(5)
    expect([date instanceof Date, realDate instanceof Date, Date.prototype.constructor === Date]).toEqual([
      true,
      true,
      true,
    ])
    expect([date.constructor === Date, Object.prototype.toString.call(date)]).toEqual([true, '[object Date]'])
    expect(new Later(5)).toBeInstanceOf(Later)
    expect(new Later(5).later()).toBe(6)
    expect(structuredClone(date)).toEqual(date)
    expect(new Date(2026, 0, 2, 3).getHours()).toBe(3)
    expect([Date.UTC(2026, 0), Date.parse('2026-01-01'), new Date('2026-01-01').getTime()]).toEqual([
      1_767_225_600_000, 1_767_225_600_000, 1_767_225_600_000,
    ])
    expect(typeof (Date as unknown as () => string)()).toBe('string')
    expect(Math.abs(Date.now() - new Date().getTime())).toBeLessThan(1_000)
  })

  test('promisify gives that of timers/promises', () => {
    expect(promisify(setTimeout)).toBe(timersPromises.setTimeout)
  })

  test('errors are those of Node', async () => {
    expect(thrownBy(() => AbortSignal.timeout(-1)).message).toContain('"delay"')
    expect(thrownBy(() => process.hrtime('x' as never)).message).toContain('"time"')
    expect((await rejectionOf(timersPromises.setTimeout('x' as never))).message).toContain('"delay"')
  })

  test('fake timers go on and off', async () => {
    vi.useFakeTimers({ now: 1_000 })
    const fired = vi.fn<() => void>()
    setTimeout(fired, 5_000)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(fired).toHaveBeenCalledTimes(1)
    expect(Date.now()).toBe(6_000)
    vi.useRealTimers()
    expect(read()).toEqual(after)
  })

  test('a spy on Date.now is heard', () => {
    const spy = vi.spyOn(Date, 'now').mockReturnValue(42)
    expect(Date.now()).toBe(42)
    spy.mockRestore()
    expect(Date.now()).toBeGreaterThan(42)
  })
})

describe('in a virtual run', () => {
  test('errors are those of Node', async () => {
    await runVirtual({}, async () => {
      expect(thrownBy(() => AbortSignal.timeout(-1)).message).toContain('"delay"')
      expect(thrownBy(() => process.hrtime('x' as never)).message).toContain('"time"')
      expect((await rejectionOf(timersPromises.setTimeout('x' as never))).message).toContain('"delay"')
      const aborted = await rejectionOf(timersPromises.setTimeout(5, 0, { signal: AbortSignal.abort() }))
      expect(aborted).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
    })
  })

  test('Date without new is text of virtual time', async () => {
    const text = await runVirtual({}, () => (Date as unknown as () => string)())
    expect(text).toBe(new Date(Date.UTC(2026, 0, 1)).toString())
  })

  test('an interval of timers/promises ends with its signal', async () => {
    await runVirtual({}, async (clock) => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('enough')), 250)
      const seen: number[] = []
      const error = await rejectionOf(
        (async () => {
          for await (const value of timersPromises.setInterval(100, 1, { signal: controller.signal })) {
            seen.push(value * clock.now())
          }
        })(),
      )
      expect(seen).toEqual([100, 200])
      expect(error).toMatchObject({ name: 'AbortError', cause: new Error('enough') })
    })
  })

  test('the timeout of a socket is virtual, and real again afterwards', async () => {
    const socket = new net.Socket()
    await runVirtual({}, async (clock) => {
      await new Promise<void>((resolve) => void socket.setTimeout(5_000, resolve))
      expect([clock.now(), socket.timeout]).toEqual([5_000, 5_000])
      socket.setTimeout(60_000)
    })
    await new Promise<void>((resolve) => void socket.setTimeout(10, resolve))
    socket.destroy()
  })

  test('fake timers that are on refuse it', async () => {
    vi.useFakeTimers()
    expect((await rejectionOf(runVirtual({}, () => 1))).message).toBe(
      'virtual time: setTimeout or Date is not the one that skillperf has put in place: fake timers are on, or an environment has replaced it. ' +
        'Call vi.useRealTimers() before; without the reporter and the plugin, add skillperf/setup to `setupFiles`.',
    )
  })
})
