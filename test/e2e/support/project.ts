import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT, laneFolder } from './lanes.ts'
import type { Lane } from './lanes.ts'

/** A folder with tests, as a user would have one. */
export interface Project {
  readonly lane: Lane
  readonly root: string
  write(file: string, text: string): void
  read(file: string): string
}

/**
 * Makes a project in a lane.
 *
 * @param content a folder below `test/e2e/fixtures`, or files by their paths
 */
export function createProject(lane: Lane, content: string | Readonly<Record<string, string>>): Project {
  const runs = join(laneFolder(lane), 'runs')
  mkdirSync(runs, { recursive: true })
  const root = mkdtempSync(join(runs, 'run-'))
  const project: Project = {
    lane,
    root,
    write(file, text) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), text)
    },
    read: (file) => readFileSync(join(root, file), 'utf8'),
  }
  // A package of its own: inside ours, `skillperf` would mean this repository.
  project.write('package.json', '{ "name": "project", "private": true, "type": "module" }')
  if (typeof content === 'string') {
    cpSync(join(ROOT, 'test', 'e2e', 'fixtures', content), root, { recursive: true })
  } else {
    for (const [file, text] of Object.entries(content)) project.write(file, text)
  }
  return project
}
