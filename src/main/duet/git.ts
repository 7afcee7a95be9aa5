import { spawnSync } from 'node:child_process'
import { usageError } from '../../core/errors.ts'
import { describeError } from '../../core/thrown.ts'

const MEBIBYTE = 2 ** 20

export const PLACE = 'skillperf duet'

/** Git, in one repository. */
export class Git {
  /** Top of the working tree, with the separators of the system. */
  readonly top: string

  private constructor(top: string) {
    this.top = top
  }

  /** @throws SkillperfError without git, or outside of a repository */
  static open(folder: string): Git {
    const { error, status, stdout, stderr } = spawn(folder, ['rev-parse', '--show-toplevel'])
    if (error !== undefined) {
      throw usageError({
        place: PLACE,
        rule: `it takes git, and git could not be started: ${describeError(error)}`,
        fix: 'Install git, and put it on the PATH.',
      })
    }
    if (status === 0) return new Git(stdout.trim())
    const why = firstLine(stderr)
    throw usageError({
      place: PLACE,
      rule: `the old version comes from git, and this folder is in no repository that git can read${why === '' ? '' : `: ${why}`}`,
      fix: 'Call it in a clone of your repository.',
    })
  }

  /** @returns what it prints, without the last line break; undefined where it fails */
  try(...args: readonly string[]): string | undefined {
    const { status, stdout } = spawn(this.top, args)
    return status === 0 ? stdout.replace(/\n$/, '') : undefined
  }

  /** @throws SkillperfError where it fails, with what git says */
  run(...args: readonly string[]): string {
    const { status, stdout, stderr } = spawn(this.top, args)
    if (status === 0) return stdout.replace(/\n$/, '')
    throw usageError({
      place: PLACE,
      rule: `git ${args.find((arg) => !arg.startsWith('-')) ?? ''} has failed: ${firstLine(stderr)}`,
      fix: 'Repair what it says, and call it again.',
    })
  }

  /** @returns the commit that a name stands for; undefined for none */
  commit(name: string): string | undefined {
    return this.try('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)
  }

  /** The history is cut off: a shallow clone. */
  get isShallow(): boolean {
    return this.try('rev-parse', '--is-shallow-repository') === 'true'
  }
}

function spawn(
  cwd: string,
  args: readonly string[],
): { error?: Error | undefined; status: number | null; stdout: string; stderr: string } {
  return spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * MEBIBYTE,
    // Hooks run git commands of another repository otherwise; and messages are read here.
    env: { ...withoutGitPlaces(process.env), LC_ALL: 'C' },
  })
}

/** Set inside of git hooks: they would lead to another repository than that of the folder. */
function withoutGitPlaces(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX)$/.test(name)),
  )
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').replace(/^(?:fatal|error): /, '')
}
