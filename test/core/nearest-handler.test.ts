import { describe, expect, test } from 'vitest'
import { nearestHandler } from '../../src/core/nearest-handler.ts'

describe('nearestHandler', () => {
  const search = { method: 'get', url: 'https://search.example/api/search' }
  const post = { method: 'post', url: 'https://search.example/api/search' }
  const pages = { method: 'get', url: 'https://pages.example/api/search' }
  const handlers = [pages, post, search]

  test.for<[string, { method: string; url: string }, object]>([
    ['a path misspelt', { method: 'GET', url: 'https://search.example/api/serach' }, search],
    ['another method', { method: 'POST', url: 'https://search.example/api/search/' }, post],
    ['the host before the path', { method: 'GET', url: 'https://pages.example/something/else' }, pages],
  ])('%s', ([, request, expected]) => {
    expect(nearestHandler(request, handlers)).toBe(expected)
  })

  test('is none without handlers', () => {
    expect(nearestHandler(search, [])).toBeUndefined()
  })
})
