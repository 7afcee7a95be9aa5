import { anthropic } from './anthropic.ts'
import { custom } from './custom.ts'
import { openai } from './openai.ts'

/** Mocked language models, by how they are spoken to. */
export const llm: {
  readonly openai: typeof openai
  readonly anthropic: typeof anthropic
  readonly custom: typeof custom
} = { openai, anthropic, custom }
