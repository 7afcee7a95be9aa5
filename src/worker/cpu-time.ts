/**
 * CPU time that this thread has used, in ms; that of the whole process where
 * Node does not tell threads apart (before 22.19). Ticks every few ms.
 */
export function cpuTimeMs(): number {
  const { user, system } = 'threadCpuUsage' in process ? process.threadCpuUsage() : process.cpuUsage()
  return (user + system) / 1_000
}
