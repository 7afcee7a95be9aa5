import { flag, knownKeys, plainObject } from '../../core/check.ts'
import { usageError } from '../../core/errors.ts'
import { readLatency } from '../../core/time/latency/model.ts'
import type { Latency } from '../../core/time/latency/model.ts'
import type { MockHandler } from '../mock-handler.ts'
import { readName } from '../read-name.ts'
import { readUrl } from '../read-url.ts'
import { connectInMemory } from './in-memory.ts'
import type { McpTransport } from './in-memory.ts'
import { readMcpTool } from './mcp-tool.ts'
import type { McpTool, McpToolOptions } from './mcp-tool.ts'
import { serveOverHttp } from './over-http.ts'

/** A mocked MCP server. */
export interface McpOptions {
  /** What requests that call no tool are counted under; calls of tools are counted as `name/tool`. Default: `MCP host/path`. */
  readonly name?: string
  /** By the name that clients call them by. */
  readonly tools: Readonly<Record<string, McpToolOptions>>
  /** Of requests that call no tool: ms, a string with a unit, or a latency model. Default: 0. */
  readonly latency?: Latency
  /** Answers over HTTP as server-sent events. Default: false, as JSON. */
  readonly sse?: boolean
}

/** Hand it to `perf.network([…])`; or its transport to a client that talks over stdio otherwise. */
export interface McpServer extends MockHandler {
  /** A transport for `client.connect(…)` of the official SDK, without a network; each connection needs one of its own. */
  transport(): McpTransport
}

const KEYS = ['name', 'tools', 'latency', 'sse'] as const

/**
 * A mocked MCP server, over streamable HTTP and in memory.
 *
 * @throws SkillperfError for a URL that is not absolute, an unknown option, or a tool that is none
 */
export function createMcpServer(url: string, options: McpOptions): McpServer {
  const place = `tool.mcp(${typeof url === 'string' ? JSON.stringify(url) : 'url'})`
  const { host, pathname } = readUrl(url, place)
  const fix = 'Write { tools: { web_search: { latency: 50, result: { hits: [] } } } }.'
  const given = plainObject(options, place, fix)
  knownKeys(given, KEYS, place)
  const { name: named = `MCP ${host}${pathname}`, latency, sse = false } = given
  const name = readName(named, place, 'Leave it out for `MCP`, the host and the path.')
  const served = {
    name,
    url,
    tools: readTools(name, given['tools'], place, fix),
    latency: latency === undefined ? () => 0 : readLatency(latency, place),
    sse: flag(sse, 'sse', place),
  }
  return { ...serveOverHttp(served), transport: () => connectInMemory(served) }
}

function readTools(server: string, value: unknown, place: string, fix: string): Map<string, McpTool> {
  const tools = plainObject(value, `${place}, \`tools\``, fix)
  const all = Object.entries(tools).map(
    ([name, tool]) => [name, readMcpTool(server, name, tool, place)] as const,
  )
  if (all.length > 0) return new Map(all)
  throw usageError({ place, rule: 'a server without tools does nothing', fix })
}
