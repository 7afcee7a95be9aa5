import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EMPTY_BASELINE } from '../../../src/core/baseline/baseline.ts'
import type { Baseline } from '../../../src/core/baseline/baseline.ts'
import { formatBaseline } from '../../../src/core/baseline/format-baseline.ts'
import { changeBaseline, loadBaseline } from '../../../src/main/baseline/baseline-file.ts'
import { patiently, replaceDurably } from '../../../src/main/baseline/replace-durably.ts'
import { baselineOf, entryOf } from '../../helpers/baseline-of.ts'
import { SOAK } from '../../helpers/soak.ts'
import { rejectionOf, thrownBy } from '../../helpers/thrown-by.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skillperf-baseline-'))
  path = join(folder, 'skillperf.baseline.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const shown = 'skillperf.baseline.json'
const one = baselineOf(entryOf('one'))
const two = baselineOf(entryOf('one'), entryOf('two'))
/** Permissions do not bind root. */
const isRoot = process.getuid?.() === 0

describe('a change', () => {
  test('makes the file, and replaces it whole', async () => {
    expect(loadBaseline(path)).toBe(EMPTY_BASELINE)
    expect(await changeBaseline(path, () => one)).toStrictEqual({ changed: true })
    expect(
      await changeBaseline(path, ({ entries }) => ({ entries: [...entries, entryOf('two')] })),
    ).toStrictEqual({
      changed: true,
    })
    expect(readFileSync(path, 'utf8')).toBe(formatBaseline(two))
    expect(loadBaseline(path)).toStrictEqual(two)
    expect(readdirSync(folder)).toStrictEqual([shown])
  })

  test.for<[string, (text: string) => string]>([
    ['as it is', (text) => text],
    ['with line ends of Windows', (text) => text.replaceAll('\n', '\r\n')],
  ])('that changes nothing writes nothing (%s)', async ([, edit]) => {
    const text = edit(formatBaseline(one))
    writeFileSync(path, text)
    const { mtimeMs, ino } = statSync(path)
    expect(await changeBaseline(path, (before) => before)).toStrictEqual({ changed: false })
    expect(await changeBaseline(path, () => one)).toStrictEqual({ changed: false })
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(statSync(path)).toMatchObject({ mtimeMs, ino })
  })

  test('another layout is left alone as long as nothing changes', async () => {
    const text = JSON.stringify(JSON.parse(formatBaseline(one)), undefined, 2)
    writeFileSync(path, text)
    expect(await changeBaseline(path, (before) => before)).toStrictEqual({ changed: false })
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('gets what was loaded, as long as the file is still the same', async () => {
    writeFileSync(path, formatBaseline(one))
    const known = loadBaseline(path)
    const seen: Baseline[] = []
    const look = (before: Baseline): Baseline => {
      seen.push(before)
      return before
    }
    await changeBaseline(path, look, { known })
    writeFileSync(path, formatBaseline(two))
    await changeBaseline(path, look, { known })
    expect(seen[0]).toBe(known)
    expect(seen[1]).toStrictEqual(two)
  })

  test('makes no file for nothing', async () => {
    expect(await changeBaseline(path, () => ({ entries: [] }))).toStrictEqual({ changed: false })
    expect(readdirSync(folder)).toStrictEqual([])
  })

  test('follows a link, and keeps permissions', async () => {
    const elsewhere = join(folder, 'shared')
    mkdirSync(elsewhere)
    writeFileSync(join(elsewhere, 'real.json'), formatBaseline(one), { mode: 0o640 })
    symlinkSync(join(elsewhere, 'real.json'), path)
    await changeBaseline(path, () => two)
    expect(readFileSync(join(elsewhere, 'real.json'), 'utf8')).toBe(formatBaseline(two))
    expect(statSync(path).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o640)
    expect(readdirSync(elsewhere)).toStrictEqual(['real.json'])
  })

  test('overwrites what a killed one left beside it', async () => {
    writeFileSync(join(folder, `.${shown}.new`), '{ "half":')
    await changeBaseline(path, () => one)
    expect(readdirSync(folder)).toStrictEqual([shown])
  })

  test('whose work throws leaves the file alone', async () => {
    writeFileSync(path, formatBaseline(one))
    const broken = changeBaseline(path, () => {
      throw new RangeError('a figure')
    })
    expect((await rejectionOf(broken)).message).toContain('a figure')
    expect(readFileSync(path, 'utf8')).toBe(formatBaseline(one))
    expect(readdirSync(folder)).toStrictEqual([shown])
  })
})

describe('what cannot be read is an error, and never overwritten', () => {
  const messagesOf = async (): Promise<string[]> => [
    thrownBy(() => loadBaseline(path, shown)).message,
    (await rejectionOf(changeBaseline(path, () => two, { shown }))).message,
  ]

  test.for<[string, string | Buffer, string]>([
    [
      'a conflict',
      '{\n<<<<<<< HEAD\n',
      'skillperf.baseline.json, line 2: git left a conflict there. Keep whole entries of both sides and delete the lines with <<<<<<<, ======= and >>>>>>>, or take one side with git checkout --theirs skillperf.baseline.json and then vitest run -u.',
    ],
    [
      'an empty file',
      '',
      'skillperf.baseline.json, line 1: the file is empty. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.',
    ],
    [
      'bytes that are no text',
      Buffer.from([0x7b, 0x0a, 0xff, 0xfe, 0x00]),
      'skillperf.baseline.json, line 2: this is no UTF-8 text. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.',
    ],
    [
      'text of 16 bits a character',
      Buffer.from(`\uFEFF${formatBaseline(one)}`, 'utf16le'),
      'skillperf.baseline.json, line 1: this is no UTF-8 text. Take back its last good version with git restore skillperf.baseline.json, or delete it and record anew with vitest run -u.',
    ],
  ])('%s', async ([, content, message]) => {
    writeFileSync(path, content)
    expect(await messagesOf()).toStrictEqual([message, message])
    expect(readFileSync(path)).toStrictEqual(Buffer.from(content))
    expect(readdirSync(folder)).toStrictEqual([shown])
  })

  test('a folder', async () => {
    mkdirSync(path)
    const message =
      'skillperf.baseline.json: this is a folder, and the baseline is a file. Name a file with the option `baseline`, or move the folder away.'
    expect(await messagesOf()).toStrictEqual([message, message])
  })

  test.skipIf(isRoot || process.platform === 'win32')('a file without permission', async () => {
    writeFileSync(path, formatBaseline(one), { mode: 0 })
    const message =
      'skillperf.baseline.json: the baseline may not be read by this user. Give it read permission, or name another file with the option `baseline`.'
    expect(await messagesOf()).toStrictEqual([message, message])
  })

  test.skipIf(isRoot || process.platform === 'win32')('a file that may only be read', async () => {
    writeFileSync(path, formatBaseline(one), { mode: 0o444 })
    expect(
      (await rejectionOf(changeBaseline(path, () => two, { shown }))).message.replace(/'.*'/, '<path>'),
    ).toBe(
      'skillperf.baseline.json: the baseline cannot be written: Error: EACCES: permission denied, access <path>. Give this user write permission to the file and its folder.',
    )
    expect(loadBaseline(path)).toStrictEqual(one)
  })

  test.skipIf(isRoot || process.platform === 'win32')('a folder that may only be read', async () => {
    chmodSync(folder, 0o555)
    try {
      expect((await rejectionOf(changeBaseline(path, () => one, { shown }))).message).toMatch(
        /^skillperf\.baseline\.json: the baseline cannot be written: Error: EACCES: .*\. Give this user write permission to the file and its folder\.$/,
      )
    } finally {
      chmodSync(folder, 0o755)
    }
  })

  test('a folder that is not there', async () => {
    const lost = join(folder, 'none', shown)
    expect(
      (await rejectionOf(changeBaseline(lost, () => one, { shown: `none/${shown}` }))).message.replace(
        /'.*'/,
        '<path>',
      ),
    ).toBe(
      'none/skillperf.baseline.json: the baseline cannot be written: Error: ENOENT: no such file or directory, open <path>. Make the folder that it should stand in.',
    )
  })
})

describe('replacing a file', () => {
  test('stops before the rename when it is told to', async () => {
    writeFileSync(path, 'before')
    const stopped = replaceDurably(path, 'after', () => {
      throw new Error('lost the lock')
    })
    expect((await rejectionOf(stopped)).message).toBe('lost the lock')
    expect(readFileSync(path, 'utf8')).toBe('before')
    expect(readdirSync(folder)).toStrictEqual([shown])
  })

  test('tries again while somebody is in the way, as on Windows', async () => {
    const failures = ['EPERM', 'EACCES', 'EBUSY']
    const work = (): Promise<string> => {
      const code = failures.shift()
      return code === undefined
        ? Promise.resolve('done')
        : Promise.reject(Object.assign(new Error(code), { code }))
    }
    expect(await patiently(work, [0, 0, 0])).toBe('done')
    failures.push('EPERM', 'EPERM', 'EPERM')
    expect((await rejectionOf(patiently(work, [0, 0]))).message).toBe('EPERM')
    failures.splice(0, 9, 'ENOSPC')
    expect((await rejectionOf(patiently(work, [0, 0]))).message).toBe('ENOSPC')
  })
})

const WRITER = fileURLToPath(new URL('write-baselines.ts', import.meta.url))

function startWriter(name: string, rounds: number, entries: number): ChildProcess {
  return spawn(process.execPath, ['--no-warnings', WRITER, path, name, String(rounds), String(entries)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

test('12 processes at once, 200 measurements each: nothing is lost', { timeout: 120_000 }, async () => {
  const writers = Array.from({ length: 12 }, (_, i) => startWriter(`writer ${i}`, 2, 100))
  const codes = await Promise.all(writers.map(async (writer) => (await once(writer, 'close'))[0] as number))
  expect(codes).toStrictEqual(writers.map(() => 0))
  const expected = writers.flatMap((_, i) =>
    Array.from({ length: 200 }, (_, k) => `writer ${i} ${Math.floor(k / 100)} ${k % 100}`),
  )
  const found = loadBaseline(path).entries.map(({ test: name }) => name)
  expect(found.toSorted()).toStrictEqual(expected.toSorted())
  expect(readdirSync(folder)).toStrictEqual([shown])
})

test('killed at any moment, the file is whole, and the next one writes', { timeout: 600_000 }, async () => {
  const kills = SOAK ? 500 : 25
  const old = baselineOf(...Array.from({ length: 100 }, (_, i) => entryOf(`old ${i}`)))
  const rounds = new Set<number>()
  for (let kill = 0; kill < kills; kill++) {
    writeFileSync(path, formatBaseline(old))
    const writer = startWriter('new', 1_000, 20)
    await killWithinRound(writer, (kill + 0.5) / kills)
    expect(writer.signalCode).toBe('SIGKILL')
    const { entries } = loadBaseline(path)
    // Whole rounds only: each adds 20.
    expect(
      entries.filter(({ test: name }) => name.startsWith('old')),
      `kill ${kill}`,
    ).toHaveLength(100)
    expect((entries.length - 100) % 20, `kill ${kill}`).toBe(0)
    rounds.add((entries.length - 100) / 20)
  }
  // Some were killed before a rename, some after.
  expect(rounds.size).toBeGreaterThan(1)
  // Left behind by the dead: a lock, a new file; the next one is not held up.
  expect(await changeBaseline(path, () => two)).toStrictEqual({ changed: true })
  expect(loadBaseline(path)).toStrictEqual(two)
  expect(readdirSync(folder)).toStrictEqual([shown])
})

/** Kills a process in the round after its second, that share of a round later: however fast the machine is. */
async function killWithinRound(writer: ChildProcess, share: number): Promise<void> {
  const times: number[] = []
  await new Promise<void>((resolve) => {
    writer.stdout?.on('data', (dots: Buffer) => {
      times.push(...Array.from(String(dots), () => performance.now()))
      if (times.length >= 2) resolve()
    })
  })
  const [first = 0, last = 0] = [times.at(0), times.at(-1)]
  await new Promise((resolve) => setTimeout(resolve, ((last - first) / (times.length - 1)) * share))
  writer.kill('SIGKILL')
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit')
}
