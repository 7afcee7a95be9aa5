/** The stack of a call, formatted only when somebody looks. */
export interface CallPlace {
  readonly stack?: unknown
}

/** It has no `this`. */
type Prepare = (this: void, error: Error, sites: NodeJS.CallSite[]) => unknown

/** Frames that are kept of a call, and looked through for it. Each costs time. */
const FRAMES_KEPT = 64
const FRAMES_SEARCHED = 128

/**
 * Where a function of ours was called.
 *
 * @returns undefined where stacks cannot be had
 */
export function placeOfCall(
  callee: (...args: never[]) => unknown,
  frames: number = FRAMES_KEPT,
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
 * Whether the function that made a call, earlier in this turn, is still running,
 * further on than where it made it: an async function is left at its first
 * `await`, and its caller goes on.
 *
 * @returns true also where the stack is too deep to tell
 */
export function isStillRunning(place: CallPlace): boolean {
  const [maker, ...below] = sitesOf(place)
  const now = sitesOf(placeOfCall(isStillRunning, FRAMES_SEARCHED))
  if (maker === undefined || now.length === FRAMES_SEARCHED) return true
  // At its own depth, in a function that calls itself; of a stack that is deeper than what was kept, anywhere.
  const isWhole = below.length + 1 < FRAMES_KEPT
  const depths = isWhole ? [now.length - below.length - 1] : now.keys()
  return [...depths].some((nth) => {
    const site = now[nth]
    return (
      site !== undefined &&
      isSameFunction(site, maker) &&
      isLater(site, maker) &&
      below.every((other, i) => isSameCall(now[nth + 1 + i], other))
    )
  })
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

function isSameCall(a: NodeJS.CallSite | undefined, b: NodeJS.CallSite): boolean {
  // A stack that was cut has as many frames less at its end.
  return a === undefined || (a.getFileName() === b.getFileName() && a.getPosition() === b.getPosition())
}
