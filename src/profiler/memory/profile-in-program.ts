import type { MemoryProfile } from '../../core/memory/memory-profile.ts'
import { wantsColors } from '../../core/wants-colors.ts'
import { readMemoryProfile } from './read-memory-profile.ts'
import { runMemoryProfile } from './run-memory-profile.ts'
import type { MemoryHarness } from './run-memory-profile.ts'

/** What the caller brings. */
export interface ProgramAbout extends Pick<MemoryHarness, 'place' | 'turn'> {
  /** Undefined for that of the function. */
  readonly name: string | undefined
}

/**
 * Profiles memory outside of tests: paths are relative to the folder that the
 * program runs in.
 */
export async function profileInProgram(
  fn: unknown,
  options: unknown,
  { place, name, turn }: ProgramAbout,
): Promise<MemoryProfile> {
  const { work, read } = readMemoryProfile(fn, options, place)
  const shown = name ?? (work.name === '' ? 'memory' : work.name)
  return runMemoryProfile(work, read, {
    place,
    name: shown,
    root: process.cwd(),
    snapshotPath: `${shown.replace(/[^\w.-]+/g, '-')}.heapsnapshot`,
    turn,
    mapBeside: () => undefined,
    isCovered: process.env['NODE_V8_COVERAGE'] !== undefined,
    write: (format) => console.log(format(wantsColors(process.env, process.stdout.isTTY))),
    notes: () => [],
  })
}
