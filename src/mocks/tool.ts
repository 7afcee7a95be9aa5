import type { ToolHandler, ToolOptions } from './http-tool.ts'
import { createHttpTool } from './http-tool.ts'
import type { McpOptions, McpServer } from './mcp/mcp-server.ts'
import { createMcpServer } from './mcp/mcp-server.ts'
import type { MockMethod } from './mock-handler.ts'
import { wrapFunction } from './wrapped-function.ts'

/** Mocked HTTP tools by method; `all` answers every method. */
export type ToolMethod = MockMethod

type ToolFactory = (url: string, options?: ToolOptions) => ToolHandler

interface Tool extends Readonly<Record<ToolMethod, ToolFactory>> {
  readonly fn: typeof wrapFunction
  readonly mcp: (url: string, options: McpOptions) => McpServer
}

/**
 * Mocked tools: HTTP tools by method, `tool.get(url, { name, latency, json })`;
 * any function, `tool.fn(name, fn, { latency })`; an MCP server,
 * `tool.mcp(url, { tools })`.
 *
 * @throws SkillperfError for a URL that is not absolute, an unknown option, or a latency that is none
 * @example
 * tool.get('https://search.example/api', { name: 'web_search', latency: lognormal({ p50: 100, p95: 300 }), json: { hits: [] } })
 */
export const tool: Tool = {
  get: (url, options) => createHttpTool('get', url, options),
  post: (url, options) => createHttpTool('post', url, options),
  put: (url, options) => createHttpTool('put', url, options),
  patch: (url, options) => createHttpTool('patch', url, options),
  delete: (url, options) => createHttpTool('delete', url, options),
  all: (url, options) => createHttpTool('all', url, options),
  fn: wrapFunction,
  mcp: createMcpServer,
}
