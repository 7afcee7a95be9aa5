import fs, { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import fsPromises, { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { shownPath } from '../../../src/profiler/automatic/files/about-path.ts'
import { span } from '../../../src/profiler/span.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { measureSpans, spanLines } from '../../helpers/measured-spans.ts'

installClockShims()
const folder = mkdtempSync(join(tmpdir(), 'skillperf-fs-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'a.txt')
writeFileSync(file, 'text')

describe.for(['real', 'virtual'] as const)('on the %s clock', (clock) => {
  const options = clock === 'virtual' ? ({ clock, realIO: 'flow' } as const) : {}

  test('sync, with a callback, with a promise', async () => {
    const run = await measureSpans(async () => {
      readFileSync(file)
      await span('all', async () => {
        await new Promise<void>((resolve) => {
          fs.readFile(file, 'utf8', () => resolve())
        })
        await readFile(file)
        await promisify(fs.stat)(file)
      })
      fs.existsSync(file)
    }, options)
    expect(spanLines(run)).toStrictEqual([
      'fs.readFileSync',
      'all',
      '  fs.readFile',
      '  fs.readFile',
      '  fs.stat',
      'fs.existsSync',
    ])
    expect(run.spans.trees[0]?.root.children[0]?.attributes).toStrictEqual({ 'file.path': file })
  })

  test('what an open file is read with has its path', async () => {
    const run = await measureSpans(async () => {
      const fd = fs.openSync(file, 'r')
      fs.readSync(fd, Buffer.alloc(4))
      fs.closeSync(fd)
      const handle = await fsPromises.open(file)
      await handle.read(Buffer.alloc(4))
      await handle.close()
    }, options)
    const lines = spanLines(run, ({ name, attributes }) => `${name} ${String(attributes['file.path'])}`)
    expect(lines).toStrictEqual(
      ['openSync', 'readSync', 'closeSync', 'open', 'read', 'close'].map((name) => `fs.${name} ${file}`),
    )
  })

  test('streams', async () => {
    const run = await measureSpans(async () => {
      for await (const chunk of fs.createReadStream(file)) expect(String(chunk)).toBe('text')
    }, options)
    expect(spanLines(run)).toStrictEqual(['fs.open', 'fs.read', 'fs.read', 'fs.close'])
  })
})

test('takes no time that a frozen clock does not count', async () => {
  const run = await measureSpans(() => readFile(file), { clock: 'virtual', realIO: 'freeze' })
  expect(run.span('fs.readFile')).toMatchObject({ n: 1, max: 0 })
})

test('errors are noted, and thrown', async () => {
  const missing = join(folder, 'missing')
  const run = await measureSpans(async () => {
    expect(() => readFileSync(missing)).toThrow('ENOENT')
    await expect(readFile(missing)).rejects.toThrow('ENOENT')
    await expect(promisify(fs.readFile)(missing)).rejects.toThrow('ENOENT')
  })
  expect(run.spans.operations.filter(({ errors }) => errors > 0)).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ name: 'fs.readFile', errors: 2 }),
      expect.objectContaining({ name: 'fs.readFileSync', errors: 1 }),
    ]),
  )
})

test('loading modules is no access to a file', async () => {
  writeFileSync(join(folder, 'a.cjs'), 'module.exports = 1')
  writeFileSync(join(folder, 'b.mjs'), 'export default 2')
  const load = createRequire(join(folder, 'x.js'))
  const run = await measureSpans(async () => {
    load('./a.cjs')
    await import(/* @vite-ignore */ join(folder, 'b.mjs'))
    readFileSync('/proc/self/stat')
  })
  expect(spanLines(run)).toStrictEqual([])
})

test('what a callback does is seen, though its access is not', async () => {
  const after = (path: string): Promise<void> =>
    new Promise((resolve) => {
      fs.readFile(path, () => fs.stat(file, () => resolve()))
    })
  const run = await measureSpans(async () => {
    await after('/proc/self/stat')
    await span('fs.readFile', () => after(file))
  })
  expect(spanLines(run)).toStrictEqual(['fs.stat', 'fs.readFile', '  fs.stat'])
})

test('what Node refuses, it refuses in its own way', async () => {
  const url = new URL('file:///a%2Fb')
  await measureSpans(async () => {
    const read = readFile(url)
    await expect(read).rejects.toThrow('must not include encoded / characters')
  })
})

test('functions look the same, and are the real ones again afterwards', async () => {
  const before = [fs.readFile, fs.realpathSync, fsPromises.stat, readFile] as const
  const handle = await fsPromises.open(file)
  const read: unknown = Reflect.get(handle, 'read')
  let within: readonly unknown[] = []
  await measureSpans(async () => {
    within = [fs.readFile, fs.realpathSync, fsPromises.stat, readFile]
    expect([fs.readFile.name, fs.readFile.length]).toStrictEqual(['readFile', before[0].length])
    expect(fs.realpathSync.native(file)).toBe(before[1].native(file))
    expect(await promisify(fs.exists)(file)).toBe(true)
    await (await fsPromises.open(file)).close()
  })
  for (const [i, one] of within.entries()) expect(one).not.toBe(before[i])
  expect([fs.readFile, fs.realpathSync, fsPromises.stat, readFile]).toStrictEqual(before)
  expect(Reflect.get(handle, 'read')).toBe(read)
  await handle.close()
})

test('a spy in the module is none for those who have imported the function by name', async () => {
  const spy = vi.spyOn(fs, 'readFileSync').mockReturnValue('spied')
  let within = ['']
  const run = await measureSpans(() => {
    within = [fs.readFileSync(file, 'utf8'), readFileSync(file, 'utf8')]
  })
  const after = [fs.readFileSync(file, 'utf8'), readFileSync(file, 'utf8')]
  spy.mockRestore()
  expect(within).toStrictEqual(['spied', 'text'])
  expect(after).toStrictEqual(['spied', 'text'])
  expect(fs.readFileSync).toBe(readFileSync)
  expect(run.span('fs.readFileSync').n).toBe(1)
})

test('one that was kept does what the real one does', async () => {
  let kept = fs.readFileSync
  await measureSpans(() => {
    kept = fs.readFileSync
  })
  expect(kept(file, 'utf8')).toBe('text')
  const run = await measureSpans(() => kept(file, 'utf8'))
  expect(spanLines(run)).toStrictEqual([])
})

test('an iteration that does nothing is not told apart for what others do', async () => {
  const run = await measureSpans(() => {}, { iterations: 100 })
  expect(run.spans.total).toBe(0)
})

test.for([
  ['/home/a/b.txt', 'a/b.txt'],
  ['a/b.txt', 'a/b.txt'],
  ['.', '.'],
  ['/home', '.'],
  ['/other/c.txt', '/other/c.txt'],
  ['../d.txt', '/d.txt'],
  ['..e/f.txt', '..e/f.txt'],
] as const)('%s is shown as %s', ([path, shown]) => {
  expect(shownPath(path, '/home')).toBe(shown)
})
