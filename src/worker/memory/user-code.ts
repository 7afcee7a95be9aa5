import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MemoryPlace } from '../../core/memory/culprit.ts'
import type { ScriptPlace } from '../../core/memory/heap-graph.ts'
import { isOwn } from '../../core/own-code.ts'
import type { InspectorSession } from '../profile/inspector.ts'
import { runnerSourceMap } from '../profile/runner-maps.ts'
import type { Script } from '../profile/script-sources.ts'
import { ScriptSources, listScripts } from '../profile/script-sources.ts'

/** What can be said of a function without a name. */
const NAMELESS = '(anonymous)'

/** Tells what the user wrote from libraries, from Node and from this package, and where it stands. */
export class UserCode {
  readonly #root: string
  readonly #scripts: ReadonlyMap<string, Script>
  readonly #sources: ScriptSources
  readonly #isUsers = new Map<string, boolean>()

  constructor(scripts: readonly Script[], root: string) {
    this.#root = root
    this.#scripts = new Map(scripts.map((script) => [script.scriptId, script]))
    this.#sources = new ScriptSources(scripts, runnerSourceMap)
  }

  /** The code of this thread; enabling the debugger for it makes V8 forget optimised code. */
  static of(session: InspectorSession, root: string): UserCode {
    return new UserCode(listScripts(session), root)
  }

  isUsers({ scriptId }: Pick<ScriptPlace, 'scriptId'>): boolean {
    const known = this.#isUsers.get(scriptId)
    if (known !== undefined) return known
    const url = this.#scripts.get(scriptId)?.url ?? ''
    const isUsers = isFile(url) && !/[\\/]node_modules[\\/]/.test(url) && !isOwn(url)
    this.#isUsers.set(scriptId, isUsers)
    return isUsers
  }

  /** @returns where a function of the user's stands in its source; undefined for other code */
  placeOf(place: ScriptPlace, name: string): MemoryPlace | undefined {
    if (!this.isUsers(place)) return undefined
    const url = this.#scripts.get(place.scriptId)?.url ?? ''
    const source = this.#sources.placeOf(place.scriptId, place.line, place.column)
    // What a tool has put around a module stands in no source.
    if (source === undefined && this.#sources.hasMap(place.scriptId)) return undefined
    return {
      function: name || NAMELESS,
      file: this.#shown(source?.url ?? url),
      line: (source?.line ?? place.line) + 1,
    }
  }

  #shown(url: string): string {
    if (!isFile(url)) return url
    const path = url.startsWith('file:') ? fileURLToPath(url) : url
    const inRoot = relative(this.#root, path)
    return (inRoot.startsWith('..') ? path : inRoot).replaceAll('\\', '/')
  }
}

/** Vite runs scripts under their paths, Node under their URLs. */
function isFile(url: string): boolean {
  return /^(?:file:|\/|[a-z]:[\\/])/i.test(url)
}
