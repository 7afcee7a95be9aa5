import { cpSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from './support/lanes.ts'
import { ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runNode, runVitest } from './support/run-vitest.ts'
import { scrub } from './support/scrub.ts'
import { SOAK } from '../helpers/soak.ts'

/** A fenced block, and the comment above it that says where it comes from. */
interface Block {
  readonly page: string
  readonly line: number
  readonly language: string
  readonly text: string
  readonly source: string | undefined
}

const PAGES = globSync(['*.md', 'docs/**/*.md', 'examples/*/README.md'], { cwd: ROOT })
const BLOCK = /(?:<!-- (?<source>[^>]+) -->\n+)?```(?<language>\w*)\n(?<text>[\s\S]*?)\n```/g

const blocks: readonly Block[] = PAGES.flatMap((page) => {
  const markdown = readFileSync(join(ROOT, page), 'utf8')
  return [...markdown.matchAll(BLOCK)].map((match) => ({
    page: page.replaceAll('\\', '/'),
    line: markdown.slice(0, match.index).split('\n').length,
    language: match.groups?.['language'] ?? '',
    text: match.groups?.['text'] ?? '',
    source: match.groups?.['source']?.trim(),
  }))
})

/** Says so in its first line: `// parse.bench.ts`. */
const isBench = (block: Block): boolean => /^\/\/ \S+\.bench\.ts\n/.test(block.text)

/** Runs the tests of several folders, one after another in one process: loading Vitest is the most of a short run. */
const RUN_EACH = `import { startVitest } from 'vitest/node'
for (const root of process.argv.slice(2)) {
  const vitest = await startVitest('test', [], { root, run: true })
  await vitest.close()
}
`

const where = (block: Block): string => `${block.page}:${block.line}`

describe('code in the docs', () => {
  const quoted = blocks.filter((block) => block.source?.startsWith('from: ') === true)
  test.for(quoted)('is what the example has ($page:$line)', (block) => {
    const file = block.source?.replace('from: ', '') ?? ''
    const unindented = (text: string): string => text.replace(/^ +/gm, '')
    expect(unindented(readFileSync(join(ROOT, file), 'utf8'))).toContain(unindented(block.text))
  })

  test('runs', async () => {
    const run = blocks.filter(
      (block) => block.language === 'ts' && block.source === undefined && !isBench(block),
    )
    expect(run.length).toBeGreaterThan(5)
    const project = createProject('vitest-5', { 'run-each.mjs': RUN_EACH })
    const configs: string[] = []
    for (const [index, block] of run.entries()) {
      const name = block.text.startsWith('// vitest.config.ts')
        ? `config-${index}/vitest.config.ts`
        : `docs-${index}.test.ts`
      project.write(name, `// ${where(block)}\n${block.text}\n`)
      if (!name.endsWith('config.ts')) continue
      project.write(`config-${index}/a.test.ts`, `import { test } from 'vitest'\ntest('runs', () => {})`)
      configs.push(`config-${index}`)
    }
    expect(configs.length).toBeGreaterThan(1)
    const configured = await runNode(['run-each.mjs', ...configs], project.root)
    expect(configured.exitCode, configured.stdout + configured.stderr).toBe(0)
    const passed = configured.stdout.split('\n').filter((line) => line.trim().endsWith('Tests  1 passed (1)'))
    expect(passed, configured.stdout).toHaveLength(configs.length)
    // Half as long as with a process for each block, as users' runs have.
    const isolate = SOAK ? [] : ['--no-isolate']
    const { exitCode, stdout, stderr } = await runVitest(project, [
      '--reporter=skillperf',
      '--dir=.',
      '--testTimeout=30000',
      ...isolate,
    ])
    expect(exitCode, stdout + stderr).toBe(0)
    expect(stdout).toContain(`Test Files  ${run.length} passed (${run.length})`)
  })

  test('benchmarks run with the config of their page', async () => {
    const project = createProject('vitest-5', {})
    const benches = blocks.filter(isBench)
    expect(benches.length).toBeGreaterThan(1)
    for (const [index, block] of benches.entries()) {
      const config = blocks.find(
        ({ page, text }) => page === block.page && text.startsWith('// vitest.config.ts'),
      )
      project.write(`page-${index}/vitest.config.ts`, config?.text ?? '')
      project.write(`page-${index}/a.bench.ts`, `${block.text}\n`)
      const { exitCode, stdout, stderr } = await runVitest(project, [`--root=page-${index}`])
      expect(exitCode, where(block) + stdout + stderr).toBe(0)
      expect(stdout, where(block)).toMatch(/Benchmarks {2}\d in 1 file/)
    }
  })

  test('its output is what the example prints', async () => {
    const shown = blocks.filter((block) => block.source?.startsWith('output of: ') === true)
    expect(shown.length).toBeGreaterThan(0)
    for (const block of shown) {
      const example = block.source?.replace('output of: ', '') ?? ''
      const project = createProject('vitest-5', {})
      cpSync(join(ROOT, example), join(project.root, 'example'), {
        recursive: true,
        filter: (path) => !path.includes('.vitest'),
      })
      const { exitCode, stdout, stderr } = await runVitest(project, [
        '--root=example',
        '--reporter=skillperf',
      ])
      expect(exitCode, stderr).toBe(0)
      expect(ourPart(scrub(` ${block.text}`, ROOT)), where(block)).toBe(ourPart(stdout).trim())
    }
  })

  test('every npm script that it names exists', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }
    const named = PAGES.flatMap((page) => [
      ...readFileSync(join(ROOT, page), 'utf8').matchAll(/npm run ([\w:]+)/g),
    ])
    expect(named.length).toBeGreaterThan(5)
    for (const [, script] of named) expect(Object.keys(scripts)).toContain(script)
  })

  test('every link to a file leads to one', () => {
    for (const page of PAGES) {
      const markdown = readFileSync(join(ROOT, page), 'utf8')
      for (const [, target = ''] of markdown.matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)) {
        expect(globSync(join(page, '..', target), { cwd: ROOT }), `${page}: ${target}`).toHaveLength(1)
      }
    }
  })
})
