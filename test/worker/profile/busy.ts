/** Types that leave no trace in what runs, so that lines and columns of both differ. */
interface Answer {
  readonly value: number
}

// Work that takes some real time, whatever the clock of a test says.
export function busyFor(ms: number, now: () => number): Answer {
  const untilMs = now() + ms
  let value = 0
  while (now() < untilMs) value = Math.sqrt(value + 1)
  return { value }
}

export function busyToo(ms: number, now: () => number): Answer {
  const untilMs = now() + ms
  let value = 0
  while (now() < untilMs) value = Math.sqrt(value + 1)
  return { value }
}

export function allocate(count: number): Answer[] {
  const answers: Answer[] = []
  for (let i = 0; i < count; i++) answers.push({ value: i })
  return answers
}
