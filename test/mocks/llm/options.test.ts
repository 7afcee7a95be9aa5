import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../../src/core/errors.ts'
import { llm } from '../../../src/mocks/llm/llm.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const KNOWN = 'Known: name, model, ttft, tokensPerSecond, jitter, reply, modifiers, baseURL.'
const OPTIONS_FIX = "Write { ttft: 300, tokensPerSecond: 60, reply: 'An answer.' }."
const REPLY_FIX =
  "Write a text, or { text: 'An answer.', toolCalls: [{ name: 'search', arguments: { q: 'x' } }] }."
const RATE_FIX = 'Write for example 60, or leave it out to have all tokens come at once.'
const JITTER_FIX = 'Write for example 0.1: gaps between tokens then vary by up to a tenth to both sides.'
const ARGUMENTS = '`arguments` must be an object that JSON can say'
const SAYABLE = 'Write an object without functions, big integers or cycles.'

const cyclic: { self?: unknown } = {}
cyclic.self = cyclic

/** Each row: options, and what is said about them behind the name of the vendor. */
const REFUSED: readonly [unknown, string][] = [
  [null, `: options must be a plain object, received null. ${OPTIONS_FIX}`],
  [{ tokenPerSecond: 5 }, `: unknown option \`tokenPerSecond\`. Did you mean \`tokensPerSecond\`? ${KNOWN}`],
  [{ name: '' }, ': `name` must be a text that is not empty, received "". Leave it out for `llm`.'],
  [{ model: 5 }, ': `model` must be a text that is not empty, received 5. Leave it out for all models.'],
  [
    { ttft: -1 },
    ": `ttft` must be 0 ms or above and finite, received -1. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.",
  ],
  [{ tokensPerSecond: 0 }, `: \`tokensPerSecond\` must be a number above 0, received 0. ${RATE_FIX}`],
  [{ tokensPerSecond: -5 }, `: \`tokensPerSecond\` must be a number above 0, received -5. ${RATE_FIX}`],
  [{ tokensPerSecond: NaN }, `: \`tokensPerSecond\` must be a number above 0, received NaN. ${RATE_FIX}`],
  [{ tokensPerSecond: '60' }, `: \`tokensPerSecond\` must be a number above 0, received "60". ${RATE_FIX}`],
  [
    { tokensPerSecond: 60, jitter: 1.5 },
    `: \`jitter\` must be a share from 0 to 1, received 1.5. ${JITTER_FIX}`,
  ],
  [
    { tokensPerSecond: 60, jitter: NaN },
    `: \`jitter\` must be a share from 0 to 1, received NaN. ${JITTER_FIX}`,
  ],
  [
    { jitter: 0.1 },
    ': `jitter` varies the gaps between tokens, and without `tokensPerSecond` there are none. Add for example tokensPerSecond: 60.',
  ],
  [
    { modifiers: {} },
    ": `modifiers` must be an array, received an empty object. Write modifiers: [coldStart('2s'), errorRate('1%', 503)].",
  ],
  [
    { modifiers: [0.1] },
    ": `modifiers[0]` must be a modifier, received 0.1. Write modifiers: [coldStart('2s'), errorRate('1%', 503)].",
  ],
  [{ reply: 5 }, `: \`reply\`: a reply must be a text or an object, received 5. ${REPLY_FIX}`],
  [{ reply: null }, `: \`reply\`: a reply must be a text or an object, received null. ${REPLY_FIX}`],
  [
    { reply: [] },
    ": there is no reply in the list `reply`. Write reply: ['first', 'second'], or leave it out for a default.",
  ],
  [
    { reply: ['ok', undefined] },
    `: reply 1: a reply must be a text or an object, received undefined. ${REPLY_FIX}`,
  ],
  [
    { reply: {} },
    `: \`reply\`: a reply needs one of \`text\`, \`toolCalls\` and \`error\`, received an empty object. ${REPLY_FIX}`,
  ],
  [
    { reply: { txt: 'x' } },
    ': `reply`: unknown option `txt`. Did you mean `text`? Known: text, toolCalls, usage, error.',
  ],
  [{ reply: { text: 5 } }, `: \`reply\`: \`text\` must be a text, received 5. ${REPLY_FIX}`],
  [
    { reply: { toolCalls: {} } },
    `: \`reply\`: \`toolCalls\` must be an array, received an empty object. ${REPLY_FIX}`,
  ],
  [
    { reply: { toolCalls: [{ name: '' }] } },
    ': `reply`, tool call 0: `name` must be a text that is not empty, received "". Write the name of a tool that the request offers.',
  ],
  [
    { reply: { toolCalls: [{ name: 'a' }, { name: 'b', args: {} }] } },
    ': `reply`, tool call 1: unknown option `args`. Known: name, arguments.',
  ],
  [
    { reply: { toolCalls: [{ name: 'a', arguments: '{"q":1}' }] } },
    `: \`reply\`, tool call 0: ${ARGUMENTS}, received "{\\"q\\":1}". Write the object itself, not its JSON.`,
  ],
  [
    { reply: { toolCalls: [{ name: 'a', arguments: { n: 1n } }] } },
    `: \`reply\`, tool call 0: ${ARGUMENTS}, received an object with n. ${SAYABLE}`,
  ],
  [
    { reply: { toolCalls: [{ name: 'a', arguments: cyclic }] } },
    `: \`reply\`, tool call 0: ${ARGUMENTS}, received an object with self. ${SAYABLE}`,
  ],
  [
    { reply: { toolCalls: [{ name: 'a', arguments: () => 1 }] } },
    `: \`reply\`, tool call 0: ${ARGUMENTS}, received function arguments. ${SAYABLE}`,
  ],
  [
    { reply: { toolCalls: [{ name: 'a', arguments: [1] }] } },
    `: \`reply\`, tool call 0: ${ARGUMENTS}, received an array of 1. ${SAYABLE}`,
  ],
  [
    { reply: { text: 'x', usage: { output: -1 } } },
    ': `reply`, usage: `output` must be a whole number from 0 up, received -1. Write { input: 1_200, output: 80 }, or leave it out to have the tokens counted.',
  ],
  [
    { reply: { text: 'x', usage: { total: 1 } } },
    ': `reply`, usage: unknown option `total`. Known: input, output.',
  ],
  [
    { reply: { error: 200 } },
    ': `reply`, error: the status of a failure must be from 400 to 599, received 200. Write for example 429, 500 or 503.',
  ],
  [
    { reply: { error: new Error('no') } },
    ": `reply`, error: a model answers over HTTP, and cannot throw, received Error: no. Write a status such as 500, or 'network' for no response at all.",
  ],
  [
    { baseURL: 'api.example/v1' },
    ': `baseURL` must be an absolute http(s) URL, received "api.example/v1". Write for example \'BASE\'.',
  ],
  [
    { baseURL: 'https://api.example/v1?version=2' },
    ": `baseURL` has neither user, password nor query, because the model answers whatever they are. Write 'https://api.example/v1'.",
  ],
]

describe.for([
  ['openai', 'https://api.openai.com/v1'],
  ['anthropic', 'https://api.anthropic.com'],
] as const)('llm.%s refuses', ([vendor, base]) => {
  test.for(REFUSED)('%o', ([options, message]) => {
    const error = thrownBy(() => llm[vendor](options as object))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(`llm.${vendor}${message.replace('BASE', base)}`)
  })
})

describe('llm.custom refuses', () => {
  const url = 'https://llm.example/generate'
  const encode = (): string => ''
  test.for<[unknown, string]>([
    [
      {},
      "`encode` must be a function, received undefined. Write encode: ({ text }) => ({ text }), or a list of { data: 'text', tokens: 1 }.",
    ],
    [
      { url: '/generate', encode },
      '`url` must be an absolute http(s) URL, received "/generate". Write for example \'https://llm.example/generate\'.',
    ],
    [
      { url, encode, read: {} },
      '`read` must be a function, received an empty object. Write read: ({ query }) => ({ model: …, messages: […] }).',
    ],
    [
      { url, encode, contentType: 5 },
      "`contentType` must be a text, received 5. Write for example 'application/x-ndjson'.",
    ],
    [
      { url, encode, baseURL: url },
      'unknown option `baseURL`. Known: name, model, ttft, tokensPerSecond, jitter, reply, modifiers, url, encode, read, contentType.',
    ],
  ])('%o', ([options, message]) => {
    const given = options as Parameters<typeof llm.custom>[0]
    expect(thrownBy(() => llm.custom(Object.hasOwn(given, 'url') ? given : { ...given, url })).message).toBe(
      `llm.custom: ${message}`,
    )
  })
})

describe('defaults', () => {
  test.for([
    ['openai', 'https://api.openai.com/v1/*'],
    ['anthropic', 'https://api.anthropic.com/v1/messages'],
  ] as const)('of llm.%s', ([vendor, url]) => {
    expect(llm[vendor]()).toMatchObject({ name: 'llm', method: 'post', kind: 'llm', url, modifiers: [] })
    expect(llm[vendor]().latency(() => 0.5)).toBe(0)
  })

  test.for([
    ['openai', 'http://localhost:8000/v1/', 'http://localhost:8000/v1/*'],
    ['anthropic', 'https://gateway.example/anthropic/', 'https://gateway.example/anthropic/v1/messages'],
    ['anthropic', 'https://gateway.example/v1', 'https://gateway.example/v1/messages'],
  ] as const)('llm.%s at %s', ([vendor, baseURL, url]) => {
    expect(llm[vendor]({ baseURL }).url).toBe(url)
  })
})
