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
    { args: ['startup', '--quick'], options: { quick: true } },
    { args: ['startup', '--data', 'a.jsonl'], options: { data: 'a.jsonl' } },
    { args: ['--data=a.jsonl', 'startup', '--quick'], options: { quick: true, data: 'a.jsonl' } },
  ])('$args, of a benchmark that keeps its data', ({ args, options }) => {
    const request = { kind: 'run', name: 'startup', json: false, check: false, ...options }
    expect(readArguments(args, KNOWN, ['startup'])).toStrictEqual(request)
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
      message:
        'there is no option --jsn. Did you mean --json? Known: --json, --check, --help, --quick, --data.',
    },
    {
      args: ['overhead', '-j'],
      message: 'there is no option -j. Known: --json, --check, --help, --quick, --data.',
    },
    { args: ['overhead', '--json=yes'], message: '--json takes no value, received "yes".' },
    { args: ['overhead', '--quick'], message: '"overhead" keeps no data, so that --quick does nothing.' },
    { args: ['overhead', '--data', 'a'], message: '"overhead" keeps no data, so that --data does nothing.' },
    { args: ['overhead', '--data'], message: '--data takes a file: --data regression.jsonl.' },
  ])('refuses $args', ({ args, message }) => {
    expect(readArguments(args, KNOWN)).toStrictEqual({ kind: 'misuse', message })
  })
})
