import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NetworkHandler } from '../../src/core/network.ts'
import { firstOverlaps } from '../../src/core/overlap.ts'

type Given = readonly [method: string, url: string, extra?: object]

function handlers(all: readonly Given[]): NetworkHandler[] {
  const source = {
    open: () => {
      throw new Error('nobody opens it')
    },
  }
  return all.map(([method, url, extra], index) => ({ name: `${index}`, method, url, source, ...extra }))
}

function overlapsOf(all: readonly Given[]): string[] {
  return firstOverlaps(handlers(all)).map(([first, second]) => `${first.name} ${second.name}`)
}

describe('firstOverlaps', () => {
  const host = 'https://a.example'
  const url = `${host}/v1/*`
  const model = (condition?: string): object => ({ wants: () => true, condition })

  test.for<[string, Given, Given, boolean]>([
    ['the same', ['get', `${host}/x`], ['get', `${host}/x`], true],
    ['other methods', ['get', `${host}/x`], ['post', `${host}/x`], false],
    ['any method', ['all', `${host}/x`], ['post', `${host}/x`], true],
    ['other hosts', ['get', `${host}/x`], ['get', 'https://b.example/x'], false],
    ['a host in another case', ['get', `${host}/x`], ['get', 'https://A.example/x'], true],
    ['a path in another case', ['get', `${host}/x`], ['get', `${host}/X`], false],
    ['a slash at the end', ['get', `${host}/x/`], ['get', `${host}/x`], true],
    ['a parameter', ['get', `${host}/:id`], ['get', `${host}/x`], true],
    ['a parameter that comes later', ['get', `${host}/x`], ['get', `${host}/:id`], true],
    ['parameters of other names', ['get', `${host}/:id/a`], ['get', `${host}/:name/a`], true],
    ['a parameter, which is one segment', ['get', `${host}/:id`], ['get', `${host}/x/y`], false],
    ['a parameter, which is not empty', ['get', `${host}/x/:id`], ['get', `${host}/x`], false],
    ['parameters that differ behind', ['get', `${host}/:id/a`], ['get', `${host}/:id/b`], false],
    ['a star', ['get', `${host}/*`], ['get', `${host}/x/y`], true],
    ['a star for the host', ['get', '*/x'], ['get', `${host}/x`], true],
    ['two stars', ['get', `${host}/a*`], ['get', `${host}/*b`], true],
    ['stars with other ends', ['get', `${host}/*/a`], ['get', `${host}/*/b`], false],
    ['a star against a parameter', ['get', `${host}/v1*`], ['get', `${host}/:version/x`], true],
    ['other ports', ['get', 'http://a.example:1/x'], ['get', 'http://a.example:2/x'], false],
    ['one that looks first', ['all', `${host}/x`, { wants: () => true }], ['get', `${host}/x`], false],
    ['one that looks later', ['all', `${host}/x`], ['get', `${host}/x`, { wants: () => true }], false],
    ['models at one URL', ['post', url, model()], ['post', url, model()], true],
    ['any model before one', ['post', url, model()], ['post', url, model('a')], true],
    ['one model before any', ['post', url, model('a')], ['post', url, model()], false],
    ['one model twice', ['post', url, model('a')], ['post', url, model('a')], true],
    ['two models', ['post', url, model('a')], ['post', url, model('b')], false],
    ['models at other URLs', ['post', url, model()], ['post', `${host}/other/*`, model()], false],
    ["somebody else's", ['get', `${host}/x`], ['get', `${host}/x`, { adopted: true }], false],
  ])('%s', ([, first, second, found]) => {
    expect(overlapsOf([first, second])).toStrictEqual(found ? ['0 1'] : [])
  })

  test('tells of each handler once, with the first that wins', () => {
    const url = `${host}/x`
    expect(
      overlapsOf([
        ['get', url],
        ['get', url],
        ['get', `${host}/:id`],
      ]),
    ).toStrictEqual(['0 1', '0 2'])
  })

  test('does not depend on which is first', () => {
    const segment = fc.constantFrom('a', 'b', ':id', '*', 'a*', '*b')
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((all) => `${host}/${all.join('/')}`)
    fc.assert(
      fc.property(path, path, (a, b) => {
        expect(
          overlapsOf([
            ['get', a],
            ['get', b],
          ]),
        ).toStrictEqual(
          overlapsOf([
            ['get', b],
            ['get', a],
          ]),
        )
      }),
    )
  })

  test('finds that a pattern meets a path made from it', () => {
    const segment = fc.constantFrom('a', 'b', ':id', '*', 'a*', '*b')
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (all) => {
        const made = all.map((one) => one.replace(':id', 'seven').replace('*', 'x/y'))
        expect(
          overlapsOf([
            ['get', `${host}/${all.join('/')}`],
            ['get', `${host}/${made.join('/')}`],
          ]),
        ).toStrictEqual(['0 1'])
      }),
    )
  })
})
