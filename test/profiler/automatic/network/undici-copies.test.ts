import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type * as undici from 'undici'
import { expect, onTestFinished, test } from 'vitest'
import { fetch as instrument } from '../../../../src/profiler/automatic/fetch.ts'
import { span } from '../../../../src/profiler/span.ts'
import { traceAutomatically } from '../../../helpers/automatic-trace.ts'

/** A copy of undici that nobody else has, and that modules cannot be asked for. */
function hiddenUndici(): typeof undici {
  const require = createRequire(import.meta.url)
  const forget = (): void => {
    for (const file of Object.keys(require.cache))
      if (/[\\/]undici[\\/]/.test(file)) Reflect.deleteProperty(require.cache, file)
  }
  forget()
  const copy = require('undici') as typeof undici
  forget()
  return copy
}

test('a copy of undici that is not among the modules is known by its first connection', async () => {
  const server = createServer((_request, response) => setTimeout(() => response.end('ok'), 10))
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const { Agent, Client, request } = hiddenUndici()
  const dispatcher = new Agent({ connections: 1 })
  onTestFinished(() => dispatcher.destroy())
  const dispatchNow = (): unknown => Reflect.get(Client.prototype, 'dispatch')
  const dispatch = dispatchNow()
  const ask = async (): Promise<void> => (await request(url, { dispatcher })).body.dump()

  const { root } = await traceAutomatically([instrument], async () => {
    await ask()
    expect(dispatchNow()).not.toBe(dispatch)
    await Promise.all(['one', 'two'].map((name) => span(name, ask)))
  })
  const phases = (name: string): unknown =>
    root.children
      .find((child) => child.name === name)
      ?.children.map(({ children }) => children.map((phase) => phase.name))
  expect(phases('two')).toEqual([['queue', 'wait', 'download']])
  expect(dispatchNow()).toBe(dispatch)
})
