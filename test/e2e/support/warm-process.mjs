// A process that has loaded a Vitest, whose folder it is given, and runs it again and again: loading is the most of a
// short run. Gets { cwd, args, env }, answers { exitCode } when the run has ended, or { startError: true }.
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const { parseCLI, startVitest } = await import(pathToFileURL(join(process.argv[2], 'dist', 'node.js')).href)
const environment = { ...process.env }
const listeners = new Map(process.eventNames().map((event) => [event, new Set(process.listeners(event))]))

/** Nothing of the last run is to be seen by the next one. */
function forget() {
  process.exitCode = undefined
  for (const event of process.eventNames()) {
    for (const listener of process.listeners(event)) {
      if (!listeners.get(event)?.has(listener)) process.removeListener(event, listener)
    }
  }
}

function setEnvironment(env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
}

async function run({ cwd, args, env }) {
  process.chdir(cwd)
  setEnvironment({ ...environment, ...env })
  try {
    const { filter, options } = parseCLI(['vitest', 'run', ...args])
    const vitest = await startVitest('test', filter, options)
    await vitest.close()
    return { exitCode: process.exitCode ?? 0 }
  } catch {
    return { startError: true }
  }
}

const written = (stream) => new Promise((resolve) => stream.write('\0', resolve))

const onMessage = async (request) => {
  const answer = await run(request)
  forget()
  // What was printed is complete when these have arrived.
  await Promise.all([written(process.stdout), written(process.stderr)])
  process.send(answer)
}
const onDisconnect = () => process.exit()
process.on('message', onMessage)
process.on('disconnect', onDisconnect)
for (const [event, listener] of [
  ['message', onMessage],
  ['disconnect', onDisconnect],
]) {
  listeners.set(event, new Set([...(listeners.get(event) ?? []), listener]))
}
process.send({ ready: true })
