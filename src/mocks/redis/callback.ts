/** Of Node's kind. */
export type Callback = (error: unknown, value?: unknown) => void

/** Commands of ioredis take a callback as their last argument. */
export function splitCallback(all: readonly unknown[]): {
  readonly args: readonly unknown[]
  readonly callback: Callback | undefined
} {
  const last = all.at(-1)
  if (typeof last !== 'function') return { args: all, callback: undefined }
  return { args: all.slice(0, -1), callback: last as Callback }
}

/** Tells a callback, too, what a promise comes to. */
export function withCallback<T>(promise: Promise<T>, callback: Callback | undefined): Promise<T> {
  if (callback !== undefined) {
    const told = async (): Promise<void> => {
      const [settled] = await Promise.allSettled([promise])
      if (settled.status === 'fulfilled') callback(null, settled.value)
      else callback(settled.reason)
    }
    void told()
  }
  return promise
}
