import { describe, expect, test } from 'vitest'
import { readHar } from '../../../../../src/core/time/latency/source/har.ts'
import type { UrlFilter } from '../../../../../src/core/time/latency/source/har.ts'
import { thrownBy } from '../../../../helpers/thrown-by.ts'

const entry = (url: string, time: unknown, status = 200) => ({ time, request: { url }, response: { status } })

const har = (...entries: readonly unknown[]) => ({ log: { version: '1.2', entries } })

const SEARCH = 'https://search.example/api?q=1'
const MAIL = 'https://mail.example/send'
const both = har(entry(SEARCH, 120.5), entry(MAIL, 80), entry(SEARCH, 0))

describe('readHar', () => {
  test.for<[UrlFilter | undefined, number[]]>([
    [undefined, [120.5, 80, 0]],
    ['search.example', [120.5, 0]],
    ['?q=1', [120.5, 0]],
    [/MAIL/i, [80]],
    // A global pattern remembers where it has stopped.
    [/example/g, [120.5, 80, 0]],
  ])('takes the times of %s', ([url, times]) => {
    expect(readHar(both, url, 'here')).toStrictEqual(times.map((ms) => ({ lowMs: ms, highMs: ms, count: 1 })))
  })

  test('leaves out what has no time, or no response', () => {
    const some = har(
      entry(SEARCH, -1),
      entry(SEARCH, null),
      entry(SEARCH, '5'),
      entry(SEARCH, 7, 0),
      entry(SEARCH, 9, 503),
      { time: 11, request: { url: SEARCH } },
      null,
    )
    expect(readHar(some, undefined, 'here').map(({ lowMs }) => lowMs)).toStrictEqual([9, 11])
  })

  const noHar = (shown: string): string =>
    `here: this is no HAR: it has no \`log.entries\`, received ${shown}. ` +
    'Save the requests again, with "Save all as HAR" in the browser\'s developer tools or by your proxy.'
  const record = 'Record some requests first, then save it again.'

  test.for<[unknown, UrlFilter | undefined, string]>([
    [{}, undefined, noHar('an empty object')],
    [null, undefined, noHar('null')],
    [{ log: { entries: {} } }, undefined, noHar('an object with log')],
    [har(), undefined, `here: the HAR has no entries. ${record}`],
    [har(), 'search', `here: the HAR has no entries. ${record}`],
    [
      har(entry(SEARCH, 5, 0)),
      undefined,
      `here: the HAR has no entries with a time and a response. ${record}`,
    ],
    [
      both,
      'serach.example',
      'here: no entry of the HAR has such a URL, received "serach.example". Known: "https://search.example/api", "https://mail.example/send".',
    ],
    [
      both,
      /^http:/,
      'here: no entry of the HAR has such a URL, received "/^http:/". Known: "https://search.example/api", "https://mail.example/send".',
    ],
  ])('refuses %o with url %s', ([value, url, message]) => {
    expect(thrownBy(() => readHar(value, url, 'here')).message).toBe(message)
  })
})
