// The project brings its own Node; whatever runs on another one got there by accident.
import { readFileSync } from 'node:fs'

/** Ends the process with one clear line when it is not the Node that the project brings. */
export function requireNode() {
  const { devDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const wanted = /\d+/.exec(devDependencies.node)[0]
  if (process.versions.node.split('.')[0] === wanted || process.env.SKILLPERF_ANY_NODE) return
  console.error(
    `skillperf: this is Node ${process.versions.node}, and the project brings Node ${wanted}. ` +
      'Run `npm ci`, then use the npm scripts (`npm test`): they put it first. ' +
      'If node_modules/.bin/node is missing, npm skipped its install script: run `npm rebuild node`. ' +
      'To try another version on purpose, set SKILLPERF_ANY_NODE=1.',
  )
  process.exit(1)
}
