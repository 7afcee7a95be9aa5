import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectingPhases } from '../../../../src/profiler/automatic/network/connecting-phases.ts'
import type { ConnectionTimes } from '../../../../src/profiler/automatic/network/connecting-phases.ts'

const shown = (startMs: number, untilMs: number, connection?: ConnectionTimes): unknown => {
  const { phases, doneMs } = connectingPhases(startMs, untilMs, connection)
  return [...phases.map(({ name, startMs, endMs }) => `${name} ${startMs}-${endMs}`), doneMs]
}

const opened = { openedMs: 10, lookedUpMs: 20, attemptedMs: 20, connectedMs: 30 }

describe('the phases of a request until it can be sent', () => {
  test.each<readonly [string, readonly [number, number, ConnectionTimes?], readonly unknown[]]>([
    ['a connection that was there', [10, 10], [10]],
    ['one that was there at once', [10, 10.5], [10]],
    ['a turn that it waits for', [10, 50], ['queue 10-50', 50]],
    ['plain', [10, 30, { ...opened, isSecure: false }], ['dns 10-20', 'connect 20-30', 30]],
    [
      'secure',
      [10, 40, { ...opened, securedMs: 40, isSecure: true }],
      ['dns 10-20', 'connect 20-30', 'tls 30-40', 40],
    ],
    [
      'an address that needs no look-up',
      [10, 30, { openedMs: 10, attemptedMs: 11, connectedMs: 30, isSecure: false }],
      ['connect 10-30', 30],
    ],
    [
      'a pool that opens it later',
      [0, 30, { ...opened, isSecure: false }],
      ['queue 0-10', 'dns 10-20', 'connect 20-30', 30],
    ],
    [
      'a moment when the process has other things to do',
      [10, 60, { ...opened, isSecure: false }],
      ['dns 10-20', 'connect 20-30', 30],
    ],
    [
      'opened for another, before',
      [25, 40, { ...opened, securedMs: 40, isSecure: true }],
      ['connect 25-30', 'tls 30-40', 40],
    ],
    [
      'moments are no waiting',
      [9.5, 30.5, { ...opened, isSecure: false }],
      ['dns 9.5-20', 'connect 20-30', 30],
    ],
    ['given up in the look-up', [10, 15, { openedMs: 10, isSecure: true }], ['dns 10-15', 15]],
    [
      'given up before an address has answered',
      [10, 45, { openedMs: 10, lookedUpMs: 20, attemptedMs: 20, isSecure: true }],
      ['dns 10-20', 'connect 20-45', 45],
    ],
    [
      'given up in the handshake',
      [10, 45, { ...opened, isSecure: true }],
      ['dns 10-20', 'connect 20-30', 'tls 30-45', 45],
    ],
    [
      'a clock that was not looked at before',
      [10, 30, { openedMs: -Infinity, lookedUpMs: -Infinity, connectedMs: 30, isSecure: false }],
      ['connect 10-30', 30],
    ],
  ])('%s', (_, given, phases) => {
    expect(shown(...given)).toEqual(phases)
  })

  test('follow one another, from the start to the end of its connection', () => {
    const gap = fc.double({ min: 0, max: 20, noNaN: true })
    const gaps = fc.tuple(gap, gap, gap, gap, gap, gap)
    fc.assert(
      fc.property(
        gaps,
        fc.boolean(),
        fc.boolean(),
        ([start, open, look, connect, secure, sent], isNamed, isSecure) => {
          const openedMs = open
          const lookedUpMs = isNamed ? openedMs + look : undefined
          const connectedMs = (lookedUpMs ?? openedMs) + connect
          const securedMs = isSecure ? connectedMs + secure : undefined
          const readyMs = Math.max(start, securedMs ?? connectedMs)
          const untilMs = readyMs + sent
          const times = { openedMs, lookedUpMs, attemptedMs: lookedUpMs, connectedMs, securedMs, isSecure }
          const { phases, doneMs } = connectingPhases(start, untilMs, times)
          const edges = [start, ...phases.flatMap(({ startMs, endMs }) => [startMs, endMs])]
          for (const [i, phase] of phases.entries()) {
            expect(phase.startMs).toBe(edges[2 * i])
            expect(phase.endMs).toBeGreaterThan(phase.startMs)
          }
          expect(doneMs).toBe(edges.at(-1))
          if (phases.some(({ name }) => name !== 'queue')) expect(doneMs).toBe(readyMs)
          else expect(untilMs - doneMs).toBeLessThan(1)
        },
      ),
    )
  })
})
