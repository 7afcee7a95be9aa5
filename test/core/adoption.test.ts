import { http } from 'msw'
import { setupServer } from 'msw/node'
import { expect, test, vi } from 'vitest'
import { isForeignHandler, isForeignServer } from '../../src/core/adoption.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const handler = http.get('https://api.example/', () => {})

test('knows what is of msw by its shape', () => {
  const all = [handler, setupServer(), {}, null, 'http', { info: {} }]
  expect(all.map((one) => [isForeignHandler(one), isForeignServer(one)])).toStrictEqual([
    [true, false],
    [false, true],
    ...Array.from({ length: 4 }, () => [false, false]),
  ])
})

test('says what to import where nobody knows msw', async () => {
  const slots = globalThis as unknown as Record<symbol, unknown>
  const key = Symbol.for('skillperf.adoption')
  const before = slots[key]
  slots[key] = undefined
  vi.resetModules()
  try {
    const { adoptForeign } = await import('../../src/core/adoption.ts')
    expect(thrownBy(() => adoptForeign(handler, 'perf.network')).message).toBe(
      "perf.network: handlers of msw are served by skillperf/mocks, which nobody has imported. Write: import 'skillperf/mocks'.",
    )
  } finally {
    slots[key] = before
    vi.resetModules()
  }
})
