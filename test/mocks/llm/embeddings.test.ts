import '../../helpers/setup-fetch-shim.ts'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { llm } from '../../../src/mocks/llm/llm.ts'
import { post } from '../../helpers/ask-llm.ts'
import { withMocks } from '../../helpers/mocked-test.ts'

const openai = new OpenAI({ apiKey: 'none' })

describe('embeddings', () => {
  test('have as many dimensions as asked for, in either encoding the same', async () => {
    withMocks(llm.openai())
    const request = { model: 'm', input: 'a cat', dimensions: 8 }
    const numbers = await openai.embeddings.create({ ...request, encoding_format: 'float' })
    const packed = await openai.embeddings.create(request)
    expect(numbers.data[0]?.embedding).toHaveLength(8)
    expect(packed.data[0]?.embedding).toStrictEqual(numbers.data[0]?.embedding)
  })

  test.for<[string, string | string[] | number[] | number[][], number]>([
    ['a text', 'one two', 1],
    ['texts', ['one', 'two'], 2],
    ['tokens', [1, 2, 3], 1],
    ['lists of tokens', [[1], [2, 3]], 2],
    ['a text without words', '…', 1],
  ])('of %s', async ([, input, count]) => {
    withMocks(llm.openai())
    const { data } = await openai.embeddings.create({ model: 'm', input, dimensions: 64 })
    expect(data).toHaveLength(count)
    for (const { embedding } of data) expect(embedding.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 5)
  })
})

test.for([0, -1, 1.5, 1e12, '8'])('%s dimensions are refused as the vendor does', async (dimensions) => {
  const { run, network } = withMocks(llm.openai())
  const response = await post('https://api.openai.com/v1/embeddings', { model: 'e', input: 'a', dimensions })
  expect([response.status, await response.json()]).toStrictEqual([
    400,
    {
      error: {
        message: 'The request is not valid.',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    },
  ])
  expect([run.failures, network.calls]).toMatchObject([[], [{ status: 400 }]])
})
