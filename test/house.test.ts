import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Each row: a room, an import that it must not have, and one that it may. */
const TABLE = [
  ['src/core', 'node:fs', 'valibot'],
  ['src/core', 'vitest', './neighbour.ts'],
  ['src/core', 'tinybench', './stats/quantile.ts'],
  ['src/core', 'msw', 'pure-rand/generator/xoroshiro128plus'],
  ['src/core', '../worker/perf.ts', '../core/errors.ts'],
  ['src/core/stats', '../../main/collect.ts', '../errors.ts'],
  ['src/mocks', '../worker/perf.ts', 'msw/experimental'],
  ['src/mocks', 'vitest', '../core/network.ts'],
  ['src/worker', '../main/collect.ts', '../core/errors.ts'],
  ['src/worker', '../../reporters/terminal.ts', 'node:async_hooks'],
  ['src/worker', '../mocks/tool.ts', 'vitest'],
  ['src/worker', 'msw', './scope.ts'],
  ['src/worker', 'vitest/node', 'vitest'],
  ['src/worker', 'valibot', 'tinybench'],
  ['src/profiler', 'vitest', 'node:async_hooks'],
  ['src/profiler', '../worker/perf.ts', '../core/redact.ts'],
  ['src/core', '../profiler/hub.ts', './trace/spans.ts'],
  ['matchers', '../src/main/collect.ts', '../src/worker/verdict-log.ts'],
  ['src/main', '../worker/perf.ts', 'vitest/node'],
  ['src/main', 'vitest', '../core/wire.ts'],
  ['src/main', '../../matchers/index.ts', 'node:fs'],
  ['reporters', '../src/worker/perf.ts', '../src/main/collect.ts'],
  ['examples/research', '../../src/index.ts', 'skillperf'],
] as const

describe('the import table is kept by lint', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'skillperf-house-'))
    cpSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
    for (const [index, [room, forbidden, allowed]] of TABLE.entries()) {
      write(`${room}/forbidden-${index}.ts`, `import * as it from '${forbidden}'\nexport const all = [it]\n`)
      write(`${room}/allowed-${index}.ts`, `import * as it from '${allowed}'\nexport const all = [it]\n`)
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }

  function restricted(): Set<string> {
    const { stdout } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format=json', '.'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    )
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }
    return new Set(
      diagnostics
        .filter(({ code }) => code.includes('no-restricted-imports'))
        .map(({ filename }) => filename.replaceAll('\\', '/')),
    )
  }

  test('each forbidden import is refused, each allowed one passes', () => {
    const found = restricted()
    for (const [index, [room, forbidden, allowed]] of TABLE.entries()) {
      expect(found.has(`${room}/forbidden-${index}.ts`), `${room} must not import ${forbidden}`).toBe(true)
      expect(found.has(`${room}/allowed-${index}.ts`), `${room} may import ${allowed}`).toBe(false)
    }
  })
})

test('no declaration that production code or a config reaches names an optional peer but vitest', () => {
  const peers = /from ['"](?:msw|undici|ioredis|@opentelemetry)/
  for (const entry of ['src/index', 'src/setup', 'src/test', 'src/bench', 'src/profiler', 'matchers/index']) {
    for (const file of reachable(`dist/${entry}.d.ts`)) {
      expect(readFileSync(join(ROOT, file), 'utf8'), file).not.toMatch(peers)
    }
  }
})

test('no declaration of the profiler names a test runner', () => {
  for (const file of reachable('dist/src/profiler.d.ts')) {
    expect(readFileSync(join(ROOT, file), 'utf8'), file).not.toMatch(/from ['"](?:@?vitest|msw|node:)/)
  }
})

function reachable(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen
  seen.add(entry)
  const text = readFileSync(join(ROOT, entry), 'utf8')
  for (const [, path] of text.matchAll(/(?:from|import) ['"](\.[^'"]+)\.ts['"]/g)) {
    reachable(join(dirname(entry), `${path}.d.ts`), seen)
  }
  return seen
}
