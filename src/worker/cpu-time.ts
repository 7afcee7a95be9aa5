/** Older versions of Node do not tell threads apart (before 22.19). */
const threadUsage: (() => NodeJS.CpuUsage) | undefined = process.threadCpuUsage?.bind(process)

/** CPU time that this thread has used, or the whole process where Node tells no more, in ms. Ticks every few ms. */
export function cpuTimeMs(): number {
  const { user, system } = threadUsage?.() ?? process.cpuUsage()
  return (user + system) / 1_000
}
