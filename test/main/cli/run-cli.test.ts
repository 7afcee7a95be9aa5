import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { summarize } from '../../../src/core/report.ts'
import { runCli } from '../../../src/main/cli/run-cli.ts'
import { fileOf, recordOf, reportOf, testOf, tryOf } from '../../helpers/measurement-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'skillperf-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a call prints, tells, and ends with. */
async function call(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const code = await runCli(args, {
    cwd: folder,
    env: {},
    paint: (_, text) => text,
    print: (text) => (out += text),
    tell: (text) => (err += text),
    isTerminal: false,
  })
  return { code, out, err: err.replaceAll(folder, '<folder>') }
}

function write(name: string, p50: number, clock: 'real' | 'virtual' = 'real'): void {
  const percentilesMs = { ...recordOf().percentilesMs, p50 }
  const record = recordOf({ clock, minMs: p50 / 2, percentilesMs })
  const files = [fileOf([testOf('researches', tryOf([record]))])]
  writeFileSync(join(folder, name), JSON.stringify(reportOf(files, summarize(files))))
}
write('before.json', 400)
write('after.json', 500)
write('virtual-before.json', 100, 'virtual')
write('virtual-after.json', 101, 'virtual')
writeFileSync(join(folder, 'broken.json'), '{')

describe('help', () => {
  test('lists the commands', async () => {
    const { code, out } = await call('--help')
    expect(code).toBe(0)
    expect(out).toMatchInlineSnapshot(`
      "skillperf <command>

      Commands:
        diff  Compare two baselines, two reports, or one of each.
        duet  Compare the working tree with an older version, in one process.

      Options:
        --help     Show this.
        --version  Show the version.

      skillperf <command> --help tells more of one.
      "
    `)
    expect(await call('help')).toMatchObject({ code, out })
  })

  test.for(['diff', 'duet'])('of %s has its options, within 80 columns', async (name) => {
    const { code, out } = await call(name, '--help')
    expect(code).toBe(0)
    expect(out).toContain(`skillperf ${name}`)
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect((await call('help', name)).out).toBe(out)
  })

  test('of duet', async () => {
    expect((await call('duet', '--help')).out).toMatchInlineSnapshot(`
      "skillperf duet [files…] [options]

      Runs test files in two versions at once, the working tree and an older commit,
      and compares what they measure: real time in turns of 1 ms each, counts and
      virtual times exactly. Files are named as for vitest run; default: all that
      measure.

      Options:
        --base=REF      The older version. Default: where the branch began.
        --markdown      Write Markdown, for a pull request.
        --strict        End with 1 for what is inconclusive, too.
        --slowdown=10%  Slowdown in real time to find; half of it is the limit.
        --tolerance=1%  By how much virtual times may be worse.
        --root=DIR      Vitest's root. Default: this folder.
        --config=FILE   Vitest's config file.
        --project=NAME  Keep to one project.
        --help          Show this.

      Exit codes: 0 fine, 1 worse, 2 wrong use.
      "
    `)
  })

  test.for([
    ['diff', 'docs/cli.md'],
    ['duet', 'docs/duet.md'],
  ])('of %s names the options that %s has', async ([name = '', page = '']) => {
    const { out } = await call(name, '--help')
    const named = (text: string): Set<string> => new Set(text.match(/(?<=[`\s])--[a-z]+/g))
    const docs = named(readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8'))
    for (const option of named(out)) if (option !== '--help') expect(docs).toContain(option)
  })

  test('comes on standard error where no command was named', async () => {
    const { code, out, err } = await call()
    expect([code, out]).toStrictEqual([2, ''])
    expect(err).toBe((await call('--help')).out)
  })

  test('tells the version', async () => {
    const { code, out } = await call('--version')
    expect(code).toBe(0)
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('wrong use ends with 2 and says what to write', () => {
  test.for<[string, string]>([
    ['dif a b', 'skillperf: there is no command "dif". Did you mean diff? Known: diff, duet.'],
    ['frobnicate', 'skillperf: there is no command "frobnicate". Known: diff, duet.'],
    ['--versoin', 'skillperf: unknown option --versoin. Did you mean --version? Known: --help, --version.'],
    [
      'diff a b --markdwon',
      'skillperf diff: unknown option --markdwon. Did you mean --markdown? Known: --markdown, --check, --slowdown, --tolerance, --help.',
    ],
    ['diff a b --check=yes', 'skillperf diff: --check takes no value, received "yes". Write --check.'],
    [
      'diff a',
      'skillperf diff: it takes two files, and there is 1. Write skillperf diff before.json after.json.',
    ],
    [
      'diff a b c',
      'skillperf diff: it takes two files, and there are 3. Write skillperf diff before.json after.json.',
    ],
    ['duet --base', 'skillperf duet: --base needs a value. Write --base=REF.'],
    ['duet --base --markdown', 'skillperf duet: --base needs a value. Write --base=REF.'],
    [
      'diff a b --slowdown=1%',
      'skillperf diff --slowdown: `minDetectableSlowdown` must be between 0.04 and 1: the noise between processes hides what is smaller, received "1%". Leave it out for the default, 0.1.',
    ],
    [
      'diff a b --tolerance=5',
      "skillperf diff --tolerance: `tolerance` is a share up to 1, received 5. 5 % is 0.05. Write a share up to 1, such as 0.01, or a percentage, such as '1%'.",
    ],
    [
      'diff before.json nowhere.json',
      "skillperf diff: nowhere.json cannot be read: Error: ENOENT: no such file or directory, open '<folder>/nowhere.json'. Name two files: a baseline (skillperf.baseline.json) or a report (.vitest/skillperf/report.json).",
    ],
    [
      'duet --root=nowhere',
      'skillperf duet: the root must be a folder, received "<folder>/nowhere". Name Vitest\'s root: --root=packages/app.',
    ],
  ])('%s', async ([line, message]) => {
    expect(await call(...line.split(' '))).toStrictEqual({ code: 2, out: '', err: `${message}\n` })
  })

  test('a damaged file is named', async () => {
    const { code, err } = await call('diff', 'before.json', 'broken.json')
    expect(code).toBe(2)
    expect(err).toContain('broken.json')
  })
})

describe('diff', () => {
  const OUTPUT = `test/research.test.ts

  measurement            what           before  after  change
  researches › research  real time, ms     200    250  +25 % worse

1 measurement changed, 0 unchanged
`
  test('prints a table, and ends well whatever has changed', async () => {
    expect(await call('diff', 'before.json', 'after.json')).toStrictEqual({ code: 0, out: OUTPUT, err: '' })
  })

  test('ends with 1 where it is to check, and something has become worse', async () => {
    expect(await call('diff', 'before.json', 'after.json', '--check')).toMatchObject({ code: 1, out: OUTPUT })
    expect(await call('diff', 'after.json', 'before.json', '--check')).toMatchObject({ code: 0 })
  })

  test('takes a larger slowdown for noise, if told so', async () => {
    const { code, out } = await call('diff', 'before.json', 'after.json', '--check', '--slowdown=60%')
    expect(code).toBe(0)
    expect(out).toBe('1 real time is within noise (+25 %)\n0 measurements changed, 1 unchanged\n')
  })

  test('takes virtual times within a tolerance for the same, if told so', async () => {
    const files = ['virtual-before.json', 'virtual-after.json']
    expect(await call('diff', ...files, '--check')).toMatchObject({ code: 1 })
    expect(await call('diff', ...files, '--check', '--tolerance=0.5%')).toMatchObject({ code: 1 })
    expect(await call('diff', ...files, '--check', '--tolerance=2%')).toStrictEqual({
      code: 0,
      out: '0 measurements changed, 1 unchanged\n',
      err: '',
    })
  })

  test('writes Markdown', async () => {
    const { out } = await call('diff', '--markdown', 'before.json', 'after.json')
    expect(out).toContain('| 🔴 | researches › research | real time, ms | 200 | 250 | +25 % worse |')
  })
})
