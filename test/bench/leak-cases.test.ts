import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const FOLDER = new URL('../../bench/fixtures/leaks/', import.meta.url)
const SOURCES = globSync('{leaky,clean}/*.ts', { cwd: FOLDER }).map((path) => ({
  path: path.replaceAll('\\', '/'),
  text: readFileSync(new URL(path, FOLDER), 'utf8'),
}))
const SHARED = readFileSync(new URL('loopback.ts', FOLDER), 'utf8')
const CASES = readFileSync(new URL('cases.ts', FOLDER), 'utf8')

const namesIn = (kind: string): string[] =>
  SOURCES.filter(({ path }) => path.startsWith(kind)).flatMap(({ text }) =>
    [...text.matchAll(/\bname: (?:'([^']+)'|(SMALLEST_LEAK)),\s*fn\b/g)].map(
      ([, name, constant]) => name ?? constant ?? '',
    ),
  )

// Read as text: they belong to the benchmark's own run of Vitest, and load much.
describe('the cases of the leak benchmark', () => {
  test('at least 30 leak, at least 30 do not, and each has a name of its own', () => {
    const [leaky, clean] = [namesIn('leaky'), namesIn('clean')]
    expect(leaky.length).toBeGreaterThanOrEqual(30)
    expect(clean.length).toBeGreaterThanOrEqual(30)
    expect(new Set([...leaky, ...clean]).size).toBe(leaky.length + clean.length)
  })

  test.for(SOURCES.map(({ path }) => path))('%s is one of them', (path) => {
    expect(CASES).toContain(`'./${path}'`)
  })

  test('functions and containers that are expected stand in the same file', () => {
    for (const { path, text } of SOURCES) {
      const own = path.endsWith('skills.ts') ? text + SHARED : text
      for (const [, name = '', first = ''] of text.matchAll(/function: '(\w+)', container: \['(\w+)'/g)) {
        expect(own, `${path}: ${name}`).toMatch(new RegExp(`(?:function\\*? |  )${name}\\(`))
        expect(own, `${path}: ${first}`).toMatch(new RegExp(`\\b${first}\\b(?=[^'])`))
      }
    }
  })
})
