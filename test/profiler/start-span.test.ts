import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { currentSpan } from '../../src/profiler/current-span.ts'
import { hub } from '../../src/profiler/hub.ts'
import { INACTIVE } from '../../src/profiler/open-span.ts'
import { span } from '../../src/profiler/span.ts'
import { startSpan } from '../../src/profiler/start-span.ts'
import { inTrace } from '../helpers/in-trace.ts'

const mark = (name: string): void => span(name, () => {})

test('while nobody listens, it is nothing', () => {
  using s = startSpan('a')
  expect(s).toBe(INACTIVE)
})

test.for<[program: string, run: () => unknown, shape: string]>([
  [
    'a block',
    () => {
      {
        using _ = startSpan('a')
        mark('in a')
      }
      mark('after')
    },
    'root(a(in a) after)',
  ],
  [
    'blocks in each other',
    () => {
      using _a = startSpan('a')
      {
        using _b = startSpan('b')
        mark('in b')
      }
      mark('in a')
    },
    'root(a(b(in b) in a))',
  ],
  [
    'across awaits',
    async () => {
      {
        using _ = startSpan('a')
        await turn()
        mark('in a')
        await turn()
        mark('still in a')
      }
      mark('after')
      await turn()
      mark('later')
    },
    'root(a(in a still in a) after later)',
  ],
  [
    'a function that throws',
    () => {
      try {
        using _ = startSpan('a')
        throw new Error('no')
      } catch {
        mark('after')
      }
    },
    'root(a after)',
  ],
  [
    'a loop whose spans are ended by hand',
    async () => {
      for (const name of ['a', 'b']) {
        const s = startSpan(name)
        await turn()
        mark(`in ${name}`)
        s.end()
      }
    },
    'root(a(in a) b(in b))',
  ],
  [
    'two scopes, the inner ended first',
    async () => {
      const a = startSpan('a')
      const b = startSpan('b')
      await turn()
      b.end()
      mark('in a')
      a.end()
      mark('after')
    },
    'root(a(b in a) after)',
  ],
  [
    'two scopes, the outer ended first',
    async () => {
      const a = startSpan('a')
      await turn()
      const b = startSpan('b')
      await turn()
      a.end()
      mark('in b')
      b.end()
      mark('after')
      await turn()
      mark('later')
    },
    'root(a(b(in b)) after later)',
  ],
  [
    'ended elsewhere',
    async () => {
      const a = startSpan('a')
      await span('helper', async () => {
        await turn()
        a.end()
      })
      mark('after')
    },
    'root(a(helper) after)',
  ],
  [
    'branches at once',
    async () => {
      const branch = async (name: string): Promise<void> => {
        using _ = startSpan(name)
        mark(`in ${name}`)
        await turn()
        mark(`later in ${name}`)
      }
      await Promise.all([branch('a'), branch('b')])
      mark('after')
    },
    'root(a(in a later in a) b(in b later in b) after)',
  ],
  [
    'branches by map, with two scopes each',
    async () => {
      await Promise.all(
        ['1', '2', '3'].map(async (n) => {
          using _a = startSpan(`a${n}`)
          using _b = startSpan(`b${n}`)
          await turn()
          mark(`c${n}`)
        }),
      )
      mark('after')
    },
    'root(a1(b1(c1)) a2(b2(c2)) a3(b3(c3)) after)',
  ],
  [
    'a branch beside what its caller does meanwhile',
    async () => {
      const branch = async (): Promise<void> => {
        using _ = startSpan('branch')
        await turn()
      }
      const running = branch()
      mark('meanwhile')
      await span('waited', () => turn())
      await running
    },
    'root(branch meanwhile waited)',
  ],
  [
    'functions that call each other before they wait',
    async () => {
      const inner = async (): Promise<void> => {
        using _ = startSpan('inner')
        await turn()
      }
      const outer = async (): Promise<void> => {
        using _ = startSpan('outer')
        const both = [inner(), inner()]
        await Promise.all(both)
        mark('in outer')
      }
      await Promise.all([outer(), outer()])
    },
    'root(outer(inner inner in outer) outer(inner inner in outer))',
  ],
  [
    'a function that calls itself',
    async () => {
      const down = async (depth: number): Promise<void> => {
        using _ = startSpan(`d${depth}`)
        if (depth < 3) await down(depth + 1)
        await turn()
      }
      await down(0)
    },
    'root(d0(d1(d2(d3))))',
  ],
  [
    'a function that calls itself for several at once',
    async () => {
      const visit = async (name: string, depth: number): Promise<void> => {
        using _ = startSpan(name)
        if (depth > 0) await Promise.all(['1', '2'].map((n) => visit(name + n, depth - 1)))
        await turn()
      }
      await visit('v', 2)
    },
    'root(v(v1(v11 v12) v2(v21 v22)))',
  ],
  [
    'a function with two scopes that calls itself for several at once',
    async () => {
      const visit = async (name: string, depth: number): Promise<void> => {
        using _a = startSpan(`${name}a`)
        using _b = startSpan(`${name}b`)
        if (depth > 0) await Promise.all(['1', '2'].map((n) => visit(n, depth - 1)))
        mark('end')
      }
      await visit('v', 2)
    },
    'root(va(vb(1a(1b(1a(1b(end)) 2a(2b(end)) end)) 2a(2b(1a(1b(end)) 2a(2b(end)) end)) end)))',
  ],
  [
    'a function that calls itself in a loop',
    async () => {
      const visit = async (name: string, depth: number): Promise<void> => {
        using _ = startSpan(name)
        const running = []
        for (const n of depth > 0 ? ['1', '2'] : []) running.push(visit(name + n, depth - 1))
        await Promise.all(running)
      }
      await turn()
      await visit('v', 2)
    },
    'root(v(v1(v11 v12) v2(v21 v22)))',
  ],
  [
    'timers and callbacks',
    async () => {
      {
        using _ = startSpan('a')
        await new Promise<void>((resolve) => {
          setTimeout(() => {
            mark('in a timer')
            resolve()
          }, 1)
        })
        ;[1].forEach(() => mark('in a callback'))
      }
      await sleep(1)
      mark('after')
    },
    'root(a(in a timer in a callback) after)',
  ],
])('%s', async ([, run, shape]) => {
  expect((await inTrace(run)).shape).toBe(shape)
})

test('the context is what it was before, once all have ended', async () => {
  await inTrace(async ({ root }) => {
    const a = startSpan('a')
    await turn()
    const b = startSpan('b')
    a.end()
    b.end()
    expect(hub.current.getStore()).toBe(root)
  })
})

test('in a function that is nested as deep as can be looked', async () => {
  const deep = (depth: number): void => (depth === 0 ? mark('deep') : deep(depth - 1))
  const { shape } = await inTrace(() => {
    using _ = startSpan('a')
    deep(100)
  })
  expect(shape).toBe('root(a(deep))')
})

test('in a loop that does not wait', async () => {
  const { root } = await inTrace(() => {
    using _ = startSpan('a')
    for (let n = 0; n < 1_000; n++) mark('b')
  })
  expect(root.children.map(({ name }) => name)).toEqual(['a'])
  expect(root.children[0]?.children).toHaveLength(1_000)
})

describe('where stacks cannot be had', () => {
  test.for<[limit: unknown]>([[0], [undefined]])(
    'a stackTraceLimit of %o is left as it is',
    async ([limit]) => {
      const was = Error.stackTraceLimit
      try {
        Error.stackTraceLimit = limit as number
        const { shape } = await inTrace(() => {
          using _ = startSpan('a')
          mark('in a')
          expect(Error.stackTraceLimit).toBe(limit)
        })
        expect(shape).toBe('root(a(in a))')
      } finally {
        Error.stackTraceLimit = was
      }
    },
  )
})

describe('spans that are not used as they should be', () => {
  test('ended twice: the first end stands', async () => {
    const { root, faults } = await inTrace(() => {
      const a = startSpan('a')
      a.end()
      const { endMs } = { endMs: 3 }
      a.end()
      a.fail(new Error('too late'))
      a.setAttribute('too', 'late')
      return endMs
    })
    expect(root.children[0]).toMatchObject({ startMs: 1, endMs: 2, failed: false, attributes: {} })
    expect(faults).toEqual({ endedTwice: 1, unfinished: 0, late: 0, outlived: 0 })
  })

  test('ended before its block is left: that is in order', async () => {
    const { faults } = await inTrace(() => {
      using a = startSpan('a')
      a.end()
      span('b', (b) => b.end())
    })
    expect(faults).toEqual({ endedTwice: 0, unfinished: 0, late: 0, outlived: 0 })
  })

  test('never ended: cut where the trace ends', async () => {
    const { root, shape, faults } = await inTrace(() => {
      startSpan('a')
      mark('in a')
    })
    expect(shape).toBe('root(a…(in a))')
    expect(root.children[0]?.endMs).toBe(root.endMs)
    expect(faults).toEqual({ endedTwice: 0, unfinished: 1, late: 0, outlived: 0 })
  })

  test('a child that outlives its parent: kept as it is', async () => {
    const { root, shape, faults } = await inTrace(async () => {
      let child: Promise<void> | undefined
      span('a', () => {
        child = span('child', async () => {
          await turn()
          await span('grandchild', turn)
        })
      })
      await child
    })
    expect(shape).toBe('root(a(child(grandchild)))')
    const [a] = root.children
    expect(a?.children[0]?.endMs).toBeGreaterThan(a?.endMs ?? 0)
    expect(faults).toEqual({ endedTwice: 0, unfinished: 0, late: 0, outlived: 1 })
  })

  test('begun when the trace is over: left out; ended then: cut, and nothing else', async () => {
    const { promise: over, resolve } = Promise.withResolvers<void>()
    let late: Promise<void> | undefined
    hub.listening++
    const { root, shape, faults } = await inTrace(() => {
      late = (async () => {
        using open = startSpan('open')
        await over
        open.setAttribute('too', 'late')
        expect(currentSpan()).toBe(INACTIVE)
        expect(span('late', () => 1)).toBe(1)
        await expect(span('late', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
        using other = startSpan('late')
        expect(other).toBe(INACTIVE)
      })()
    })
    resolve()
    await late
    hub.listening--
    expect(shape).toBe('root(open…)')
    expect(root.children[0]?.attributes).toEqual({})
    expect(faults).toEqual({ endedTwice: 0, unfinished: 1, late: 3, outlived: 0 })
  })

  test('the root ends with its trace, whatever its code does', async () => {
    const { shape, faults } = await inTrace(() => {
      currentSpan().end()
      currentSpan()[Symbol.dispose]()
      currentSpan().setAttribute('a', 1)
      mark('in it')
    })
    expect(shape).toBe('root(in it)')
    expect(faults).toEqual({ endedTwice: 0, unfinished: 0, late: 0, outlived: 0 })
  })
})

test('two copies of the module know the scopes of each other', async () => {
  vi.resetModules()
  const other = await import('../../src/profiler/start-span.ts')
  expect(other.startSpan).not.toBe(startSpan)
  const { shape } = await inTrace(async () => {
    using _a = startSpan('a')
    using _b = other.startSpan('b')
    using _c = startSpan('c')
    mark('in c')
    await turn()
    mark('still')
  })
  expect(shape).toBe('root(a(b(c(in c still))))')
})

test('where stacks cannot be looked at, a scope holds', async () => {
  const { shape } = await inTrace(() => {
    const before = Object.getOwnPropertyDescriptors(Error)
    const frozen = { value: undefined, writable: false, configurable: true }
    Object.defineProperties(Error, { prepareStackTrace: frozen, stackTraceLimit: { ...frozen, value: 10 } })
    try {
      using _ = startSpan('a')
      mark('in a')
    } finally {
      for (const key of ['prepareStackTrace', 'stackTraceLimit'] as const) {
        Reflect.deleteProperty(Error, key)
        const own = Object.entries(before).find(([name]) => name === key)?.[1]
        if (own !== undefined) Object.defineProperty(Error, key, own)
      }
    }
  })
  expect(shape).toBe('root(a(in a))')
})

const NAMES: readonly [name: unknown, kept: string, shown: string, fix: string][] = [
  ['a\nb', String.raw`a\u000ab`, String.raw`"a\nb"`, 'a b'],
  ['\u001B[31mred', String.raw`\u001b[31mred`, String.raw`"\u001b[31mred"`, 'red'],
  ['tab\there', String.raw`tab\u0009here`, String.raw`"tab\there"`, 'tab here'],
  ['', '(no name)', '""', 'web_search'],
  ['  ', '(no name)', '"  "', 'web_search'],
  [undefined, 'undefined', 'undefined', 'web_search'],
  [7, '7', '7', 'web_search'],
  [{ a: 1 }, 'an object with a', 'an object with a', 'web_search'],
  [Symbol('s'), 'Symbol(s)', 'Symbol(s)', 'web_search'],
]

describe('names that nobody can read', () => {
  test.for(NAMES)('in a test %o is an error', async ([name, , shown, fix]) => {
    const message = `span: its name must be a text of one line without control characters, received ${shown}. Name it after what it does, such as "${fix}".`
    const { shape } = await inTrace(() => {
      expect(() => span(name as string, () => {})).toThrow(message)
      expect(() => startSpan(name as string)).toThrow(message)
    })
    expect(shape).toBe('root')
  })

  test.for(NAMES)('in production %o is kept as %s', async ([name, kept]) => {
    const { shape } = await inTrace(
      () => {
        span(name as string, () => {})
        startSpan(name as string).end()
      },
      { strict: false },
    )
    expect(shape).toBe(`root(${kept} ${kept})`)
  })
})

test('names are kept without secrets, and short', async () => {
  const { root } = await inTrace(() => {
    mark('GET https://search.example/?key=abc')
    mark('n'.repeat(1_000))
  })
  expect(root.children.map(({ name }) => name)).toEqual([
    'GET https://search.example/?key=[redacted]',
    'n'.repeat(200),
  ])
})

test('names that are made of data do not add up', async () => {
  const { root } = await inTrace(() => {
    for (let n = 0; n < 10_050; n++) mark(`item ${n}`)
  })
  const names = new Set(root.children.map(({ name }) => name))
  expect(names.size).toBe(10_000)
  expect([...names].at(-1)).toBe('(other names)')
})
