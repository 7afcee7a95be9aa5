import { describe, expect, test } from 'vitest'
import { requestAbout } from '../../../../src/profiler/automatic/network/request-about.ts'

describe('what a request is called', () => {
  test.each([
    ['get', 'https://api.example', '/items/7?key=secret#part', 'GET api.example/items/7'],
    ['POST', 'http://user:password@api.example:8080', '/', 'POST api.example:8080/'],
    ['GET', 'https://api.example:443', '/', 'GET api.example/'],
    ['GET', 'http://[::1]:3000', '/a', 'GET [::1]:3000/a'],
    ['GET', 'http://proxy.example', 'http://api.example/a?b', 'GET api.example/a'],
    ['OPTIONS', 'http://api.example', '*', 'OPTIONS api.example/*'],
    [
      'GET',
      'https://api.example',
      '/bot123456789:abcdefghijklmnopqrstuvwx/send',
      'GET api.example/[redacted]/send',
    ],
    ['GET', 'http://a_b c', '/x?y', 'GET a_b c/x'],
    ['GET', 'https://api.example', `/${'x'.repeat(300)}`, `GET api.example/${'x'.repeat(183)}…`],
  ])('%s %s%s', (method, origin, target, name) => {
    expect(requestAbout(method, origin, target).name).toBe(name)
  })

  test('attributes have the names of OpenTelemetry', () => {
    expect(requestAbout('get', 'https://user:password@api.example', '/items?key=secret').attributes).toEqual({
      'http.request.method': 'GET',
      'server.address': 'api.example',
      'server.port': 443,
      'url.path': '/items',
    })
    expect(requestAbout('get', 'http://[::1]:3000', '/').attributes).toMatchObject({
      'server.address': '::1',
      'server.port': 3000,
    })
  })
})
