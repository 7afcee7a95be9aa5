/** What both versions of Vitest have of a test or a suite, and let us change before it runs. */
export interface RunnerTask {
  readonly type: string
  readonly name: string
  mode: string
  concurrent?: boolean
  shuffle?: boolean
  retry?: unknown
  repeats?: number
  result?: object
  /** Of a suite. */
  tasks?: RunnerTask[]
}

/** A test that both versions have. */
export interface TaskPair {
  /** Names of its suites, and its own, without that of the version. */
  readonly names: readonly string[]
  readonly old: RunnerTask
  readonly new: RunnerTask
}

/**
 * Brings two versions of a file into one order, one test at a time on each
 * side, and leaves out what cannot be paired.
 *
 * @param wants whether a test is to run
 * @returns the tests that are left, in the order in which each side runs them
 */
export function pairTasks(
  before: RunnerTask,
  after: RunnerTask,
  wants: (names: readonly string[]) => boolean,
  names: readonly string[] = [],
): TaskPair[] {
  const olds = [...(before.tasks ?? [])]
  const pairs: TaskPair[] = []
  const order: RunnerTask[] = []
  for (const task of after.tasks ?? []) {
    const place = olds.findIndex((one) => one.type === task.type && one.name === task.name)
    const [partner] = place === -1 ? [] : olds.splice(place, 1)
    if (partner === undefined) skip(task)
    else {
      order.push(partner)
      pairs.push(...pairOne(partner, task, wants, [...names, task.name]))
    }
  }
  for (const task of olds) skip(task)
  before.tasks = [...order, ...olds]
  return pairs
}

function pairOne(
  before: RunnerTask,
  after: RunnerTask,
  wants: (names: readonly string[]) => boolean,
  names: readonly string[],
): TaskPair[] {
  const found =
    runs(before) && runs(after)
      ? after.type === 'suite'
        ? pairTasks(before, after, wants, names)
        : wants(names)
          ? [{ names, old: before, new: after }]
          : []
      : []
  for (const task of [before, after]) {
    // Hooks of a suite without tests have nobody to prepare anything for.
    if (found.length === 0) skip(task)
    task.concurrent = false
    task.shuffle = false
    if (task.type !== 'suite') Object.assign(task, { retry: 0, repeats: 0 })
  }
  return found
}

function runs({ mode }: RunnerTask): boolean {
  return mode === 'run' || mode === 'queued'
}

function skip(task: RunnerTask): void {
  if (runs(task)) task.mode = 'skip'
  task.concurrent = false
  for (const child of task.tasks ?? []) skip(child)
}
