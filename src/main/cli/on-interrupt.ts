const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** A shell's code for a process that a signal has ended, without the signal's number. */
const ENDED_BY_SIGNAL = 128
const NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const

/**
 * Cleans up before a signal such as Ctrl-C ends the process.
 *
 * @param clean has to do its work at once
 * @returns takes it back
 */
export function onInterrupt(clean: () => void): () => void {
  const listeners = SIGNALS.map((signal) => {
    const listener = (): void => {
      clean()
      process.exit(ENDED_BY_SIGNAL + NUMBERS[signal])
    }
    process.once(signal, listener)
    return { signal, listener }
  })
  return () => {
    for (const { signal, listener } of listeners) process.off(signal, listener)
  }
}
