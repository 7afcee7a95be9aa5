import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { usageError } from '../../core/errors.ts'
import { PLACE } from './git.ts'
import type { Git } from './git.ts'

/** Lock files, and what installs exactly what is in them. */
const INSTALLERS: readonly (readonly [lock: string, command: string, ...args: string[]])[] = [
  ['package-lock.json', 'npm', 'ci', '--no-audit', '--no-fund'],
  ['npm-shrinkwrap.json', 'npm', 'ci', '--no-audit', '--no-fund'],
  ['pnpm-lock.yaml', 'pnpm', 'install', '--frozen-lockfile'],
  ['yarn.lock', 'yarn', 'install', '--frozen-lockfile'],
]

/** What must be there once in a process, whichever version asks. */
const SINGLE = ['vitest', 'skillperf', 'msw']

const OUTPUT_SHOWN = 400

/** Two versions of a tree. */
export interface Trees {
  /** The working tree. */
  readonly from: string
  /** The old version. */
  readonly to: string
  readonly git: Git
  /** Links that were made are added here. */
  readonly links: string[]
  readonly tell: (step: string) => void
}

/**
 * Gives the old version its dependencies: those of the working tree, where
 * both lock files are the same; otherwise its own.
 *
 * @throws SkillperfError when installing fails
 */
export function bringDependencies(trees: Trees): void {
  const packages = packageFolders(trees)
  const changed = packages.flatMap((folder) => changedLock(trees, folder) ?? [])
  for (const lock of changed) install(trees, lock)
  for (const folder of packages) {
    const [source, target] = [trees.from, trees.to].map((top) => join(top, folder, 'node_modules'))
    if (source === undefined || target === undefined || !existsSync(source)) continue
    if (!existsSync(target)) {
      // Of a workspace whose lock file changed, only what was installed is right.
      if (changed.some((lock) => isWithin(folder, lock.folder))) continue
      link(trees, source, target)
    } else if (!lstatSync(target).isSymbolicLink()) shareSingles(trees, source, target)
  }
}

/** Folders with a package.json in the old version, the outer ones first: relative to the top, empty for the top. */
function packageFolders({ to }: Trees): string[] {
  const { stdout } = spawnSync('git', ['ls-files', '-z', '--', 'package.json', '*/package.json'], {
    cwd: to,
    encoding: 'utf8',
  })
  const folders = stdout
    .split('\0')
    .filter((path) => path !== '' && !path.includes('node_modules/'))
    .map((path) => dirname(path))
    .map((folder) => (folder === '.' ? '' : folder))
  return folders.toSorted((a, b) => a.length - b.length)
}

interface Lock {
  /** Relative to the top. */
  readonly folder: string
  readonly file: string
  readonly command: readonly [string, ...string[]]
}

function changedLock({ from, to }: Trees, folder: string): Lock | undefined {
  for (const [file, ...command] of INSTALLERS) {
    const old = readText(join(to, folder, file))
    if (old === undefined) continue
    return old === readText(join(from, folder, file)) ? undefined : { folder, file, command }
  }
  return undefined
}

function install({ to, tell }: Trees, { folder, file, command }: Lock): void {
  const [program, ...args] = command
  const line = command.join(' ')
  tell(`${join(folder, file)} has changed: ${line} for the old version`)
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: join(to, folder),
    encoding: 'utf8',
    // On Windows these are scripts, which only a shell starts; nothing in the line is from outside.
    shell: process.platform === 'win32',
  })
  if (status === 0) return
  const said = error === undefined ? `${stdout}\n${stderr}`.trim().slice(-OUTPUT_SHOWN) : error.message
  throw usageError({
    place: PLACE,
    rule: `the old version has another ${file}, and \`${line}\` has failed there: ${said}`,
    fix: 'Repair what it says, or name a base with the same lock file: --base=REF.',
  })
}

function shareSingles(trees: Trees, source: string, target: string): void {
  for (const name of SINGLE) {
    const [shared, own] = [join(source, name), join(target, name)]
    if (!existsSync(shared) || !existsSync(own)) continue
    rmSync(own, { recursive: true, force: true })
    link(trees, shared, own)
  }
}

function link({ links }: Trees, source: string, target: string): void {
  // A junction needs no rights on Windows; elsewhere the type is ignored.
  symlinkSync(source, target, 'junction')
  links.push(target)
}

function isWithin(folder: string, outer: string): boolean {
  return outer === '' || folder === outer || folder.startsWith(`${outer}/`)
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
