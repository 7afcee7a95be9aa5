import { join, relative } from 'node:path'
import type { ProfileFile, ProfileKind } from '../../core/profile.ts'
import { describeError } from '../../core/thrown.ts'
import { chromeTrace } from '../../core/trace/chrome-trace.ts'
import { speedscopeFile } from '../../core/trace/speedscope.ts'
import type { TracedRun } from '../../core/trace/traced-run.ts'
import type { TestRun } from '../test-run.ts'
import { profileName } from './file-name.ts'
import { PROFILE_FOLDER } from './folder.ts'
import type { Profiles } from './profilers.ts'
import { writeWhole } from './write-whole.ts'

/** What was written about a measurement. */
export interface WrittenProfiles {
  readonly files: readonly ProfileFile[]
  /** What a reader should know, a sentence each. */
  readonly notes: readonly string[]
}

/** Writes what was asked for, as far as there is anything. Never throws: a measurement is worth more than its profile. */
export function writeProfiles(
  { test, options }: TestRun,
  traced: TracedRun,
  kinds: readonly ProfileKind[],
  { cpu, heap, notes }: Profiles,
): WrittenProfiles {
  const root = options.root ?? process.cwd()
  const { names, nth, repeat = 0, project = '' } = test
  const name = profileName({
    project,
    file: relative(root, test.file),
    names,
    nth,
    repeat,
    measurement: traced.name,
  })
  const contents: readonly (readonly [ProfileFile['kind'], string, unknown])[] = [
    ['cpu profile', 'cpuprofile', cpu],
    ['heap profile', 'heapprofile', heap],
    ...traceFiles(traced, kinds),
  ]
  const files: ProfileFile[] = []
  const allNotes = [...notes]
  if (kinds.includes('trace') && traced.spans.trees.length === 0) {
    allNotes.push(
      'There is no trace, because no span was seen: open some, with span(name, fn) of skillperf/profiler.',
    )
  }
  for (const [kind, extension, content] of contents) {
    if (content === undefined) continue
    const path = `${PROFILE_FOLDER}/${name}.${extension}`
    try {
      writeWhole(join(root, path), JSON.stringify(content))
      files.push({ kind, path })
    } catch (error) {
      allNotes.push(`The ${kind} could not be written to ${path}: ${describeError(error)}.`)
    }
  }
  return { files, notes: allNotes }
}

function traceFiles(
  traced: TracedRun,
  kinds: readonly ProfileKind[],
): readonly (readonly [ProfileFile['kind'], string, unknown])[] {
  if (!kinds.includes('trace') || traced.spans.trees.length === 0) return []
  return [
    ['trace', 'trace.json', chromeTrace(traced)],
    ['speedscope', 'speedscope.json', speedscopeFile(traced)],
  ]
}
