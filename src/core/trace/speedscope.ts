import { publicName } from '../redact.ts'
import { layOutLanes } from './lanes.ts'
import { titleOf } from './traced-run.ts'
import type { TracedRun } from './traced-run.ts'

const SCHEMA = 'https://www.speedscope.app/file-format-schema.json'

/** A file of speedscope, as its own JSON schema has it. */
export interface SpeedscopeFile {
  readonly $schema: typeof SCHEMA
  readonly exporter: string
  readonly name: string
  readonly activeProfileIndex: number
  readonly shared: { readonly frames: readonly { readonly name: string }[] }
  readonly profiles: readonly SpeedscopeProfile[]
}

export interface SpeedscopeProfile {
  readonly type: 'evented'
  readonly name: string
  readonly unit: 'milliseconds'
  readonly startValue: number
  readonly endValue: number
  readonly events: readonly SpeedscopeEvent[]
}

/** A frame is opened or closed; those of one profile nest properly, in order of time. */
export interface SpeedscopeEvent {
  readonly type: 'O' | 'C'
  /** Its place among the frames. */
  readonly frame: number
  readonly at: number
}

/**
 * The kept iterations of a measurement for speedscope: a profile for each lane of
 * spans that nest properly. The slowest iteration is shown first.
 */
export function speedscopeFile(run: TracedRun): SpeedscopeFile {
  const frames = new Map<string, number>()
  const frameOf = (name: string): number => {
    const frame = frames.get(name) ?? frames.size
    frames.set(name, frame)
    return frame
  }
  const { slowest, trees } = run.spans
  let activeProfileIndex = 0
  const profiles: SpeedscopeProfile[] = []
  for (const tree of trees) {
    if (tree.iteration === slowest?.iteration) activeProfileIndex = profiles.length
    const lanes = layOutLanes(tree.root)
    const title = titleOf(run, tree)
    for (const [nth, lane] of lanes.entries()) {
      profiles.push({
        type: 'evented',
        name: lanes.length === 1 ? title : `${title}, lane ${nth + 1} of ${lanes.length}`,
        unit: 'milliseconds',
        startValue: Math.min(0, lane[0]?.span.startMs ?? 0),
        endValue: Math.max(tree.root.endMs, lane.at(-1)?.span.endMs ?? 0),
        events: lane.map(({ span, begins }) => ({
          type: begins ? 'O' : 'C',
          frame: frameOf(span.name),
          at: begins ? span.startMs : span.endMs,
        })),
      })
    }
  }
  const clock = run.clock === 'virtual' ? 'virtual' : 'real'
  return {
    $schema: SCHEMA,
    exporter: 'skillperf',
    name: `${publicName(run.name)} (${clock} ms)`,
    activeProfileIndex,
    shared: { frames: Array.from(frames.keys(), (name) => ({ name })) },
    profiles,
  }
}
