import type { TestInfo } from './test-run.ts'

/** A test or a suite as far as it has a name; the same in Vitest 4.1 and 5.1. */
export interface NamedTask {
  readonly name: string
  readonly suite?: NamedTask | undefined
  /** Of a suite. */
  readonly tasks?: readonly NamedTask[]
  readonly file?: {
    readonly filepath?: string
    readonly projectName?: string | undefined
    readonly tasks?: readonly NamedTask[]
  }
}

/** How a test is found again in another run: by its file, its names, and its place among those of the same names. */
export function identifyTest(task: NamedTask): Pick<TestInfo, 'name' | 'names' | 'file' | 'nth' | 'project'> {
  const names = namesOf(task)
  const same = [...testsIn(task.file?.tasks ?? [])].filter((other) => isSame(namesOf(other), names))
  const project = task.file?.projectName
  return {
    name: task.name,
    names,
    file: task.file?.filepath ?? '',
    nth: Math.max(0, same.indexOf(task)),
    ...(project !== undefined && { project }),
  }
}

function namesOf({ name, suite }: NamedTask): string[] {
  return suite === undefined ? [name] : [...namesOf(suite), name]
}

function* testsIn(tasks: readonly NamedTask[]): Generator<NamedTask> {
  for (const task of tasks) {
    if (task.tasks === undefined) yield task
    else yield* testsIn(task.tasks)
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, i) => name === other[i])
}
