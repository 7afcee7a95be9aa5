import { AsyncLocalStorage } from 'node:async_hooks'
import { automaticParent } from '../begin-automatic.ts'
import { findClasses } from '../find-classes.ts'
import { Patches } from '../patches.ts'
import type { AnyFunction } from '../patches.ts'

/** Files of ioredis that export a class each, whose `sendCommand` is given a command. */
const FILES = {
  client: /[\\/]ioredis[\\/]built[\\/]Redis\.js$/,
  cluster: /[\\/]ioredis[\\/]built[\\/]cluster[\\/]index\.js$/,
  pipeline: /[\\/]ioredis[\\/]built[\\/]Pipeline\.js$/,
}

/** Where a command was asked for that is not sent yet. */
interface Asked {
  readonly startMs: number | undefined
  readonly run: (send: () => unknown) => unknown
}

/**
 * Commands that wait for a connection, or for others in an automatic pipeline:
 * somebody else sends them. They are sent in the context of the code that has asked for them.
 */
export class QueuedCommands {
  readonly #patches = new Patches()
  readonly #asked = new WeakMap<object, Asked>()
  readonly #endFinding: () => void
  #startMs: number | undefined

  constructor() {
    this.#endFinding = findClasses(FILES, (part, prototype) => {
      this.#patches.replace(prototype, 'sendCommand', (real) =>
        part === 'pipeline' ? this.#queueing(real) : this.#sending(real),
      )
    })
  }

  /** When the command that is being sent was asked for, on the trace's clock; undefined for now. */
  get startMs(): number | undefined {
    return this.#startMs
  }

  end(): void {
    this.#endFinding()
    this.#patches.undo()
  }

  #sending(real: AnyFunction): AnyFunction {
    const send = (command: unknown, stream: unknown, call: () => unknown): unknown => {
      if (!this.#patches.on || !isCommand(command) || isSent(command)) return call()
      const asked = this.#asked.get(command)
      if (asked !== undefined) return asked.run(() => this.#startedAt(asked.startMs, call))
      this.#note(command)
      const result = call()
      if (isSent(command) || stream !== undefined) return result
      // Whoever waits for it would go on before its span has ended.
      return result instanceof Promise ? result.then((value: unknown) => value) : result
    }
    return function (this: unknown, ...args) {
      return send(args[0], args[1], () => real.apply(this, args))
    }
  }

  #queueing(real: AnyFunction): AnyFunction {
    const note = (pipeline: unknown, command: unknown): void => {
      if (this.#patches.on && isCommand(command) && isShared(pipeline)) this.#note(command)
    }
    return function (this: unknown, ...args) {
      note(this, args[0])
      return real.apply(this, args)
    }
  }

  #note(command: object): void {
    this.#asked.set(command, {
      startMs: automaticParent()?.recorder.now(),
      run: AsyncLocalStorage.snapshot(),
    })
  }

  #startedAt(startMs: number | undefined, call: () => unknown): unknown {
    this.#startMs = startMs
    try {
      return call()
    } finally {
      this.#startMs = undefined
    }
  }
}

interface Command {
  readonly isTraced?: unknown
}

function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null
}

/** It was told of. */
function isSent({ isTraced }: Command): boolean {
  return isTraced === true
}

/** Whether a pipeline was made for whoever sends a command in this turn. */
function isShared(pipeline: unknown): boolean {
  if (typeof pipeline !== 'object' || pipeline === null) return false
  return Object.getOwnPropertySymbols(pipeline).some(({ description }) => description === 'callbacks')
}
