#!/usr/bin/env node
import { createPaint } from '../reporters/paint.ts'
import { wantsColors } from './core/wants-colors.ts'
import { runCli } from './main/cli/run-cli.ts'

const { env, stdout, stderr } = process

process.exitCode = await runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  env,
  paint: createPaint(wantsColors(env, stdout.isTTY)),
  print: (text) => void stdout.write(text),
  tell: (text) => void stderr.write(text),
  isTerminal: stderr.isTTY,
})
