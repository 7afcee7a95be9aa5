import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { hasWorsened } from '../../core/compare/compare.ts'
import type { Comparison } from '../../core/compare/compare.ts'
import { formatComparison } from '../../core/compare/format-comparison.ts'
import { markdownComparison } from '../../core/compare/markdown-comparison.ts'
import { usageError } from '../../core/errors.ts'
import { DuetProcesses } from '../duet/ask-duets.ts'
import { findBase } from '../duet/find-base.ts'
import type { Base } from '../duet/find-base.ts'
import { Git, PLACE } from '../duet/git.ts'
import { movedFiles } from '../duet/moved-files.ts'
import { checkOut } from '../duet/old-version.ts'
import type { OldVersion } from '../duet/old-version.ts'
import { runDuet } from '../duet/run-duet.ts'
import { EXIT } from './command.ts'
import type { CliContext, Command, CommandLine, ExitCode } from './command.ts'
import { onInterrupt } from './on-interrupt.ts'
import { createProgress } from './progress.ts'
import { SLOWDOWN, TOLERANCE, readSlowdownOption, readToleranceOption } from './share-options.ts'

const SHORT_COMMIT = 9

/** `skillperf duet`: the working tree against an older version, both in one process. */
export const duetCommand: Command = {
  name: 'duet',
  files: '[files…]',
  summary: 'Compare the working tree with an older version, in one process.',
  about: [
    'Runs test files in two versions at once, the working tree and an older commit,',
    'and compares what they measure: real time in turns of 1 ms each, counts and',
    'virtual times exactly. Files are named as for vitest run; default: all that',
    'measure.',
  ],
  options: [
    {
      name: 'base',
      value: 'REF',
      help: 'The older version. Default: where the branch began.',
    },
    { name: 'markdown', help: 'Write Markdown, for a pull request.' },
    { name: 'strict', help: 'End with 1 for what is inconclusive, too.' },
    SLOWDOWN,
    TOLERANCE,
    { name: 'root', value: 'DIR', help: "Vitest's root. Default: this folder." },
    { name: 'config', value: 'FILE', help: "Vitest's config file." },
    { name: 'project', value: 'NAME', help: 'Keep to one project.' },
  ],
  async run(line, context) {
    const slowdown = readSlowdownOption(line, PLACE)
    const tolerance = readToleranceOption(line, PLACE)
    const root = rootOf(line, context.cwd)
    const git = Git.open(root)
    const base = findBase(git, line.text('base'), context.env)
    const progress = createProgress(context)
    const processes = new DuetProcesses()
    const from = `${base.commit.slice(0, SHORT_COMMIT)} (${base.origin})`
    let old: OldVersion | undefined
    const end = (): void => {
      processes.stop()
      old?.remove()
    }
    const forget = onInterrupt(end)
    try {
      progress.tell(`checking out ${from}`)
      old = checkOut(git, base.commit, progress.tell)
      const config = line.text('config')
      const project = line.text('project')
      const comparison = await runDuet(
        {
          root,
          config: config === undefined ? undefined : resolve(root, config),
          projects: project === undefined ? [] : [project],
          repository: git.top,
          old: old.path,
          folder: old.folder,
          ...movedFiles(git, base.commit),
          filters: line.files,
          only: undefined,
        },
        { ask: (request) => processes.ask(request), tell: progress.tell, slowdown, tolerance },
      )
      progress.end()
      return printDuet(comparison, base, line, context)
    } finally {
      progress.end()
      end()
      forget()
    }
  },
}

function rootOf(line: CommandLine, cwd: string): string {
  const folder = resolve(cwd, line.text('root') ?? '.')
  try {
    // As git says it: links and letters of drives in one form.
    return realpathSync.native(folder)
  } catch {
    throw usageError({
      place: PLACE,
      rule: 'the root must be a folder',
      received: { value: folder },
      fix: "Name Vitest's root: --root=packages/app.",
    })
  }
}

function printDuet(
  comparison: Comparison,
  { commit, origin }: Base,
  line: CommandLine,
  context: CliContext,
): ExitCode {
  const title = `skillperf duet: working tree against ${commit.slice(0, SHORT_COMMIT)} (${origin})`
  const lines = line.flag('markdown')
    ? markdownComparison(comparison, title)
    : [context.paint('bold', title), '', ...formatComparison(comparison, context.paint)]
  context.print(`${lines.join('\n')}\n`)
  const unsure = line.flag('strict') && comparison.incomparable.length > 0
  return hasWorsened(comparison) || unsure ? EXIT.worse : EXIT.fine
}
