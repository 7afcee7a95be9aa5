import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AllocationFrame } from '../../core/memory/allocation-node.ts'
import { frameKind } from '../../core/memory/frame-kind.ts'
import type { InspectorSession } from '../v8/inspector.ts'
import { ScriptSources, listScripts } from '../v8/script-sources.ts'

/** A function as V8 knows it; line and column from 0. */
export interface V8Function {
  readonly name: string
  readonly scriptId: string
  readonly url: string
  readonly line: number
  readonly column: number
}

/** Functions as their sources have them, with paths relative to a root. */
export class SourceFrames {
  readonly #sources: ScriptSources
  readonly #root: string
  readonly #known = new Map<string, AllocationFrame>()

  constructor(sources: ScriptSources, root: string) {
    this.#sources = sources
    this.#root = root
  }

  frameOf(fn: V8Function): AllocationFrame {
    const { name, scriptId, line, column } = fn
    const key = `${scriptId}:${line}:${column}:${name}`
    let frame = this.#known.get(key)
    if (frame === undefined) this.#known.set(key, (frame = this.#find(fn)))
    return frame
  }

  #find({ name, scriptId, url, line, column }: V8Function): AllocationFrame {
    const kind = frameKind(url)
    const source = kind === 'engine' ? undefined : this.#sources.placeOf(scriptId, line, column)
    const place = {
      function: name,
      file: shownFile(source?.url ?? url, this.#root),
      line: (source?.line ?? line) + 1,
    }
    return { kind, place }
  }
}

/** @param mapBeside finds the map of a script that names none, by its URL; JSON */
export function findSources(
  session: InspectorSession,
  mapBeside: (url: string) => string | undefined,
  root: string,
): SourceFrames {
  try {
    return new SourceFrames(new ScriptSources(listScripts(session), mapBeside), root)
  } catch {
    // A debugger that keeps the scripts to itself.
    return new SourceFrames(new ScriptSources([]), root)
  }
}

/** Relative to the root where it lies in it; of a package outside, from `node_modules` on. */
function shownFile(url: string, root: string): string {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url
  if (!isAbsolute(path)) return path
  const inside = relative(root, path)
  const shown = (inside.startsWith('..') || isAbsolute(inside) ? path : inside).replaceAll('\\', '/')
  const modules = shown.lastIndexOf('node_modules/')
  return modules === -1 ? shown : shown.slice(modules)
}
