import { describe, expect, test } from 'vitest'
import { readArguments } from '../../bench/arguments.ts'

const KNOWN = ['overhead', 'startup']

describe('readArguments', () => {
  test.for([
    { args: [], request: { kind: 'list' } },
    { args: ['--help'], request: { kind: 'help' } },
    { args: ['overhead', '--help'], request: { kind: 'help' } },
    { args: ['overhead'], request: { kind: 'run', name: 'overhead', json: false, check: false } },
    { args: ['startup', '--json'], request: { kind: 'run', name: 'startup', json: true, check: false } },
    {
      args: ['--check', 'startup', '--json'],
      request: { kind: 'run', name: 'startup', json: true, check: true },
    },
  ])('$args', ({ args, request }) => {
    expect(readArguments(args, KNOWN)).toStrictEqual(request)
  })

  test.for([
    {
      args: ['overhed'],
      message: 'there is no benchmark "overhed". Did you mean overhead? Known: overhead, startup.',
    },
    { args: ['memory'], message: 'there is no benchmark "memory". Known: overhead, startup.' },
    { args: ['overhead', 'startup'], message: 'one benchmark at a time, received overhead and startup.' },
    { args: ['--check'], message: 'name a benchmark: overhead, startup.' },
    {
      args: ['overhead', '--jsn'],
      message: 'there is no option --jsn. Did you mean --json? Known: --json, --check, --help.',
    },
    {
      args: ['overhead', '-j'],
      message: 'there is no option -j. Known: --json, --check, --help.',
    },
    { args: ['overhead', '--json=yes'], message: '--json takes no value, received "yes".' },
  ])('refuses $args', ({ args, message }) => {
    expect(readArguments(args, KNOWN)).toStrictEqual({ kind: 'misuse', message })
  })
})
