import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { hub } from '../../src/profiler/hub.ts'
import { span } from '../../src/profiler/span.ts'
import { trace } from '../../src/profiler/trace.ts'
import { inTrace } from '../helpers/in-trace.ts'

function greet(this: { name: string }, word: string, mark = '!'): string {
  return `${word} ${this.name}${mark}`
}

test('a traced function is called as before, and each call is a span', async () => {
  const skill = { name: 'Ada', greet: trace('greet', greet) }
  expect(skill.greet('Hello')).toBe('Hello Ada!')
  const { shape } = await inTrace(async () => {
    expect(skill.greet('Hi', '?')).toBe('Hi Ada?')
    const search = trace('search', async (query: string) => {
      await turn()
      return span('rank', () => query.length)
    })
    expect(await search('why')).toBe(3)
    await expect(trace('fails', () => Promise.reject(new Error('no')))()).rejects.toThrow('no')
  })
  expect(shape).toBe('root(greet search(rank) fails!)')
})

test('it looks like the function', () => {
  const fn = (_a: string, _b: string): number => 1
  fn.version = 2
  const traced = trace('a', fn)
  expect(traced.name).toBe('fn')
  expect(traced).toHaveLength(2)
  expect(traced.version).toBe(2)
})

test('its name is known before it was called', () => {
  trace('never called', () => {})
  trace('never decorated')
  expect([...hub.known]).toEqual(expect.arrayContaining(['never called', 'never decorated']))
})

test.for([undefined, null, 1, {}])('%o is no function', (fn) => {
  expect(() => trace('a', fn as never)).toThrow(
    /^trace: trace\(name, fn\) takes a function, received .*\. Write `trace\('web_search', \(\) => …\)`\.$/,
  )
})

describe('as a decorator', () => {
  class Skill {
    name = 'Ada'
    greet(word: string): string {
      return greet.call(this, word)
    }
  }
  const method: Skill['greet'] = Reflect.get(Skill.prototype, 'greet')

  test('a standard one, of a method', async () => {
    const decorated = trace('greet')(method, { kind: 'method', name: 'greet' })
    const { shape } = await inTrace(() => expect(decorated.call(new Skill(), 'Hi')).toBe('Hi Ada!'))
    expect(shape).toBe('root(greet)')
  })

  test('a standard one, of a field', async () => {
    const initial = trace('greet')(undefined, { kind: 'field', name: 'greet' })
    const { shape } = await inTrace(() => expect(initial(greet).call(new Skill(), 'Hi')).toBe('Hi Ada!'))
    expect(shape).toBe('root(greet)')
  })

  test('a legacy one of TypeScript', async () => {
    const descriptor = Object.getOwnPropertyDescriptor(Skill.prototype, 'greet') ?? {}
    const decorated = trace('greet')(Skill.prototype, 'greet', descriptor)
    expect(decorated).toEqual({ ...descriptor, value: expect.any(Function) as unknown })
    const { shape } = await inTrace(() => expect(decorated.value?.call(new Skill(), 'Hi')).toBe('Hi Ada!'))
    expect(shape).toBe('root(greet)')
  })

  test.for<[args: readonly unknown[], received: string]>([
    [[() => 1, { kind: 'class', name: 'Skill' }], '"class"'],
    [[() => 1, { kind: 'getter', name: 'n' }], '"getter"'],
    [[{}, 'n', { get: () => 1 }], '"n"'],
    [[{}, Symbol('n'), undefined], '"Symbol(n)"'],
  ])('of something else: %o', ([args, received]) => {
    expect(() => (trace('a') as unknown as (...args: readonly unknown[]) => unknown)(...args)).toThrow(
      `@trace: decorates methods, and with standard decorators fields that hold a function, received ${received}. Wrap the function itself: \`trace("a", fn)\`.`,
    )
  })
})

test('a function whose properties cannot be read is wrapped all the same', () => {
  const fails = (): never => {
    throw new Error('no')
  }
  const proxy = new Proxy((n: number) => n + 1, { ownKeys: fails, get: fails })
  expect(trace('a', proxy)(1)).toBe(2)
})
