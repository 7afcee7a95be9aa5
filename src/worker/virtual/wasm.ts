import { shared } from '../process-state.ts'
import { patch } from './shims/patch.ts'

type Compile = (...args: never[]) => Promise<unknown>

const compiling = shared('compiling', () => ({ count: 0, installed: false }))

/** From now on, it is known how many WebAssembly modules are being compiled: nothing else shows. */
export function watchCompiling(): void {
  if (compiling.installed) return
  compiling.installed = true
  const host = (globalThis as unknown as { WebAssembly: Record<string, Compile> }).WebAssembly
  for (const name of ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming']) {
    patch(host, name, counted)
  }
}

export function compilingCount(): number {
  return compiling.count
}

function counted(real: Compile): Compile {
  return (...args) => {
    const done = real(...args)
    compiling.count++
    const end = (): void => {
      compiling.count--
    }
    done.then(end, end)
    return done
  }
}
