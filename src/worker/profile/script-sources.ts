import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { InspectorSession } from './inspector.ts'

/** A script as the debugger tells of it. */
export interface Script {
  readonly scriptId: string
  readonly url: string
  /** As the script's last line has it: mostly the whole map, as a `data:` URL. Empty without one. */
  readonly sourceMapURL?: string
}

/** A place in a source; line and column from 0. */
export interface Place {
  readonly url: string
  readonly line: number
  readonly column: number
}

/** All scripts of this thread: enabling the debugger tells of them, and costs only while it is enabled. */
export function listScripts(session: InspectorSession): Script[] {
  return session.collect<Script>('Debugger.scriptParsed', () => {
    session.call('Debugger.enable')
    session.call('Debugger.disable')
  })
}

/** Leads from what V8 runs back to what the user wrote, by the scripts' source maps. */
export class ScriptSources {
  readonly #scripts: ReadonlyMap<string, Script>
  readonly #maps = new Map<string, SourceMap | undefined>()

  readonly #mapBeside: (url: string) => string | undefined

  /** @param mapBeside finds the map of a script that names none, by its URL; JSON */
  constructor(scripts: readonly Script[], mapBeside: (url: string) => string | undefined = () => undefined) {
    this.#mapBeside = mapBeside
    this.#scripts = new Map(scripts.map((script) => [script.scriptId, script]))
  }

  /** @returns undefined where the script has no map, or the map does not know the place */
  placeOf(scriptId: string, line: number, column: number): Place | undefined {
    const script = this.#scripts.get(scriptId)
    if (script === undefined || line < 0) return undefined
    const entry = this.#mapOf(script)?.findEntry(line, column)
    // The nearest entry before it may be on another line, and then is of something else.
    if (entry === undefined || !('originalSource' in entry) || entry.generatedLine !== line) return undefined
    const { originalSource, originalLine, originalColumn } = entry
    return { url: sourceUrl(originalSource, script.url), line: originalLine, column: originalColumn }
  }

  hasMap(scriptId: string): boolean {
    const script = this.#scripts.get(scriptId)
    return script !== undefined && this.#mapOf(script) !== undefined
  }

  #mapOf(script: Script): SourceMap | undefined {
    const { scriptId } = script
    if (!this.#maps.has(scriptId)) this.#maps.set(scriptId, readMap(script, this.#mapBeside))
    return this.#maps.get(scriptId)
  }
}

/** A map that cannot be read is none: a profile of what runs is better than no profile. */
function readMap(
  { url, sourceMapURL = '' }: Script,
  mapBeside: (url: string) => string | undefined,
): SourceMap | undefined {
  try {
    const text =
      sourceMapURL === ''
        ? mapBeside(url)
        : sourceMapURL.startsWith('data:')
          ? dataOf(sourceMapURL)
          : fileBeside(url, sourceMapURL)
    return text === undefined ? undefined : new SourceMap(JSON.parse(text) as SourceMap['payload'])
  } catch {
    return undefined
  }
}

function dataOf(url: string): string {
  const comma = url.indexOf(',')
  const body = url.slice(comma + 1)
  return url.slice(0, comma).endsWith(';base64')
    ? Buffer.from(body, 'base64').toString()
    : decodeURIComponent(body)
}

function fileBeside(url: string, sourceMapURL: string): string | undefined {
  const base = asUrl(url)
  return !base.startsWith('file:')
    ? undefined
    : readFileSync(fileURLToPath(new URL(sourceMapURL, base)), 'utf8')
}

/** Sources are relative to the script. */
function sourceUrl(source: string, scriptUrl: string): string {
  if (/^(?:\/|[a-z]:[\\/])/i.test(source)) return pathToFileURL(source).href
  return URL.parse(source, asUrl(scriptUrl))?.href ?? source
}

/** Vite runs scripts under their paths. */
function asUrl(url: string): string {
  return /^(?:\/|[a-z]:[\\/])/i.test(url) ? pathToFileURL(url).href : url
}
