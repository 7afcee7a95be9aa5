/** Which call of which function: its stack's two topmost frames, formatted only when somebody looks. */
export interface CallPlace {
  readonly stack?: unknown
}

/** It has no `this`. */
type Prepare = (this: void, error: Error, sites: NodeJS.CallSite[]) => unknown

/** Of the function, and of the call that it is in. */
const FRAMES = 2
/** A stack that is deeper is not looked through to its end. */
const MOST_FRAMES = 64

/**
 * Where a function of ours was called.
 *
 * @returns undefined where stacks cannot be had
 */
export function placeOfCall(
  callee: (...args: never[]) => unknown,
  frames: number = FRAMES,
): CallPlace | undefined {
  const limit = Error.stackTraceLimit
  try {
    Error.stackTraceLimit = frames
    const place: CallPlace = {}
    Error.captureStackTrace(place, callee)
    return place
  } catch {
    // Frozen intrinsics.
    return undefined
  } finally {
    if (Error.stackTraceLimit !== limit) Error.stackTraceLimit = limit
  }
}

/**
 * Whether the function that made a call is still running, further on than where
 * it made it: an async function is left at its first `await`, and its caller goes on.
 *
 * @returns true also where the stack is too deep to tell
 */
export function isStillRunning(place: CallPlace): boolean {
  const [maker, below] = sitesOf(place)
  if (maker === undefined) return true
  const now = sitesOf(placeOfCall(isStillRunning, MOST_FRAMES))
  const isRunning = now.some(
    (site, nth) => isSameFunction(site, maker) && isLater(site, maker) && isSameCall(now[nth + 1], below),
  )
  return isRunning || now.length >= MOST_FRAMES
}

function sitesOf(place: CallPlace | undefined): readonly NodeJS.CallSite[] {
  const errors: { prepareStackTrace?: Prepare | undefined } = Error
  const { prepareStackTrace } = errors
  try {
    errors.prepareStackTrace = (_error, sites) => sites
    const stack = place?.stack
    return Array.isArray(stack) ? stack : []
  } catch {
    return []
  } finally {
    errors.prepareStackTrace = prepareStackTrace
  }
}

/** The same call again is that of a neighbour: `items.map(async (item) => { using s = … })`. */
function isLater(site: NodeJS.CallSite, than: NodeJS.CallSite): boolean {
  return site.getPosition() > than.getPosition()
}

function isSameFunction(a: NodeJS.CallSite, b: NodeJS.CallSite): boolean {
  return (
    a.getFileName() === b.getFileName() &&
    a.getFunctionName() === b.getFunctionName() &&
    a.getEnclosingLineNumber() === b.getEnclosingLineNumber() &&
    a.getEnclosingColumnNumber() === b.getEnclosingColumnNumber()
  )
}

function isSameCall(a: NodeJS.CallSite | undefined, b: NodeJS.CallSite | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.getFileName() === b.getFileName() && a.getPosition() === b.getPosition()
}
