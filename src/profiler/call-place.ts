/** A frame of a stack, as V8 tells of it. */
interface CallSite {
  getFunctionName(): string | null
  getFileName(): string | null | undefined
  /** Where the function begins. */
  getEnclosingLineNumber(): number
  getEnclosingColumnNumber(): number
  /** Where in its script it is. */
  getPosition(): number
}

/** It has no `this`. */
type Prepare = (this: void, error: Error, sites: never) => unknown

/** Of the function, and of the call that it is in: each frame costs time. */
const FRAMES_KEPT = 2
/** Mostly it is near; a stack that is deeper than this is not looked through to its end. */
const FRAMES_SEARCHED = [10, 128]

/** Where a function of ours was called. Its stack is formatted only when somebody looks. */
export class CallPlace {
  readonly #stack: { readonly stack?: unknown } | undefined
  #sites: readonly CallSite[] | undefined

  constructor(callee: (...args: never[]) => unknown) {
    this.#stack = stackAbove(callee, FRAMES_KEPT)
  }

  /** The function that made the call, and the call that this function is in; none where stacks cannot be had. */
  get sites(): readonly CallSite[] {
    return (this.#sites ??= sitesOf(this.#stack))
  }
}

/**
 * Whether the functions that made calls, earlier in this turn, are still
 * running, further on than where they made them: an async function is left at
 * its first `await`, and its caller goes on.
 *
 * @param places the last one first: each function was called, if by detours, by
 *   that of the next. One that calls itself is found as often as it is running.
 * @returns true also where the stack is too deep to tell
 */
export function areStillRunning(places: readonly CallPlace[]): boolean {
  for (const frames of FRAMES_SEARCHED) {
    const now = sitesOf(stackAbove(areStillRunning, frames))
    let nth = 0
    let before: CallSite | undefined
    const areFound = places.every(({ sites: [maker, caller] }) => {
      if (maker === undefined) return true
      // One function may have made several calls, one after the other.
      if (before !== undefined && !(isSameFunction(before, maker) && isLater(before, maker))) nth++
      before = maker
      while (nth < now.length && !isFurtherOn(now, nth, maker, caller)) nth++
      return nth < now.length
    })
    if (areFound) return true
    if (now.length < frames) return false
  }
  return true
}

function isFurtherOn(
  now: readonly CallSite[],
  nth: number,
  maker: CallSite,
  caller: CallSite | undefined,
): boolean {
  const site = now[nth]
  return (
    site !== undefined &&
    isSameFunction(site, maker) &&
    isLater(site, maker) &&
    isSameCall(now[nth + 1], caller)
  )
}

/** The same call again is that of a neighbour: `items.map(async (item) => { using s = … })`. */
function isLater(site: CallSite, than: CallSite): boolean {
  return site.getPosition() > than.getPosition()
}

function isSameFunction(a: CallSite, b: CallSite): boolean {
  return (
    a.getFunctionName() === b.getFunctionName() &&
    a.getFileName() === b.getFileName() &&
    a.getEnclosingLineNumber() === b.getEnclosingLineNumber() &&
    a.getEnclosingColumnNumber() === b.getEnclosingColumnNumber()
  )
}

function isSameCall(a: CallSite | undefined, b: CallSite | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.getPosition() === b.getPosition() && a.getFileName() === b.getFileName()
}

function stackAbove(callee: (...args: never[]) => unknown, frames: number): { stack?: unknown } | undefined {
  const limit = Error.stackTraceLimit
  try {
    Error.stackTraceLimit = frames
    const holder = {}
    Error.captureStackTrace(holder, callee)
    return holder
  } catch {
    return undefined
  } finally {
    if (Error.stackTraceLimit !== limit) Error.stackTraceLimit = limit
  }
}

function sitesOf(holder: { readonly stack?: unknown } | undefined): readonly CallSite[] {
  // Frozen intrinsics: nothing can be set.
  if (holder === undefined) return []
  const errors: { prepareStackTrace?: Prepare | undefined } = Error
  const { prepareStackTrace } = errors
  try {
    errors.prepareStackTrace = (_error, sites) => sites
    const { stack } = holder
    return Array.isArray(stack) ? (stack as CallSite[]) : []
  } catch {
    return []
  } finally {
    errors.prepareStackTrace = prepareStackTrace
  }
}
