import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from './support/lanes.ts'
import { unpackPackage } from './support/packed-package.ts'
import { runNode } from './support/run-vitest.ts'

/** A service as it is deployed: the package, what is installed with it and loaded, and nothing that tests need. */
let service = ''
const DEPENDENCIES = ['pure-rand']

beforeAll(() => {
  // Outside of this repository, whose own packages would be found.
  service = mkdtempSync(join(tmpdir(), 'skillperf-service-'))
  unpackPackage([join(service, 'node_modules', 'skillperf')])
  for (const name of DEPENDENCIES) {
    cpSync(join(ROOT, 'node_modules', name), join(service, 'node_modules', name), { recursive: true })
  }
  write('package.json', '{ "name": "service", "private": true, "type": "module" }')
})
afterAll(() => rmSync(service, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(join(service, file, '..'), { recursive: true })
  writeFileSync(join(service, file), text)
}

async function compile(options: object): Promise<string> {
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022', 'esnext.disposable', 'dom'],
    module: 'nodenext',
    strict: true,
    skipLibCheck: false,
    types: [],
    ...options,
  }
  write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['skill.ts'] }))
  const { stdout, stderr } = await runNode([join(ROOT, 'node_modules/typescript/bin/tsc')], service)
  return stdout + stderr
}

const SKILL = `
import { SkillProfiler, currentSpan, span, startSpan, trace } from 'skillperf/profiler'

const search = trace('search', async (query: string) => {
  currentSpan().setAttribute('query', query)
  return [query]
})

class Ranking {
  @trace('rank')
  rank(hits: string[]): string {
    return hits.join()
  }
}

export async function research(question: string): Promise<string> {
  const hits = await search(question)
  const parsing = startSpan('parse')
  await Promise.resolve()
  parsing.end()
  return span('answer', () => new Ranking().rank(hits))
}

async function* stream(): AsyncGenerator<string> {
  yield await research('why?')
  yield await research('how?')
}

const profiler = new SkillProfiler('research')
for await (const answer of profiler.span('stream', stream)) if (answer.length !== 4) throw new Error(answer)
if ((await research('off')) !== 'off') throw new Error('off')
const { iterations, operations, notes } = profiler.report()
console.log(iterations, operations.map(({ name, count }) => \`\${name} \${count}\`).sort().join(', '), notes.length)
profiler.print()
`

test('it has neither vitest nor msw', () => {
  expect(readdirSync(join(service, 'node_modules'))).toEqual([...DEPENDENCIES, 'skillperf'])
})

test.for([
  ['standard decorators', {}],
  ['legacy decorators', { experimentalDecorators: true }],
] as const)('skillperf/profiler type-checks and runs there, with %s', async ([, options]) => {
  write('skill.ts', SKILL)
  expect(await compile(options)).toBe('')
  // What was compiled is JavaScript of today, with the decorators taken apart.
  const { exitCode, stdout, stderr } = await runNode(['skill.js'], service)
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^1 answer 2, parse 2, rank 2, search 2, stream 1 0\n/)
  expect(stdout).toContain('research')
})

test('`using` does, too', async () => {
  write(
    'skill.ts',
    `
import { span, startSpan } from 'skillperf/profiler'
export async function skill(): Promise<number> {
  using s = startSpan('a', { n: 1 })
  s.setAttribute('m', 2)
  return span('b', async () => 1)
}
if ((await skill()) !== 1) throw new Error('no')
`,
  )
  expect(await compile({})).toBe('')
  const { exitCode, stderr } = await runNode(['skill.js'], service)
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
})

test('memory is profiled there, by a file that is loaded with the first profile', async () => {
  write(
    'skill.ts',
    `
import { SkillProfiler, profileMemory } from 'skillperf/profiler'
import type { MemoryProfile } from 'skillperf/profiler'
const kept: object[] = []
function keep(): void {
  for (let id = 0; id < 100; id++) kept.push({ id })
}
const profile: MemoryProfile = await profileMemory(keep, { snapshot: true })
const [first] = profile.top(1)
console.log(first?.place?.function, first?.place?.file, first?.kinds.find(({ name }) => name === 'Object')?.objects)
console.log(profile.snapshot)
;(await new SkillProfiler('research').memory(keep, { method: 'sampled', calls: 100 })).print()
`,
  )
  expect(await compile({})).toBe('')
  const { exitCode, stdout, stderr } = await runNode(['skill.js'], service)
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^keep skill\.js 100\nkeep\.heapsnapshot\n/)
  expect(stdout).toContain('research   memory, sampled · 100 calls')
  expect(readdirSync(service)).toContain('keep.heapsnapshot')
})

test('it loads its own bundle, and nothing that tests need', async () => {
  write(
    'loads.js',
    `
import { registerHooks } from 'node:module'
const loaded = new Set()
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    if (!found.url.startsWith('node:')) loaded.add(found.url.split('/node_modules/').at(-1))
    return found
  },
})
await import('skillperf/profiler')
console.log(JSON.stringify([...loaded]))
`,
  )
  const { stdout, stderr } = await runNode(['loads.js'], service)
  expect(stderr).toBe('')
  const loaded = JSON.parse(stdout) as string[]
  const own = loaded.filter((file) => file.startsWith('skillperf/'))
  expect(own.toSorted()).toEqual([
    'skillperf/dist/src/bundled/profiler.js',
    'skillperf/dist/src/bundled/spans.js',
  ])
  const packages = new Set(loaded.map((file) => file.split('/')[0]))
  expect(packages).toEqual(new Set([...DEPENDENCIES, 'skillperf']))
})
