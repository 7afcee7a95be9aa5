import { installClockShims } from '/tmp/h-clock/src/worker/virtual/shims/install.ts'
installClockShims()
const { runVirtual } = await import('/tmp/h-clock/src/worker/virtual/run-virtual.ts')
const sleep = (ms) => new Promise((r) => setTimeout(r, ms))
const once = async () => {
  await sleep(800)
  await Promise.all([sleep(100), sleep(100)])
}
for (let k = 0; k < 5; k++) {
  const c = process.cpuUsage()
  const s = await runVirtual({}, async (clock) => {
    for (let i = 0; i < 1000; i++) await once()
    return [clock.now(), clock.stats]
  })
  const u = process.cpuUsage(c)
  console.log((u.user + u.system) / 1000 / 1000, 'ms per iteration', JSON.stringify(s))
}
