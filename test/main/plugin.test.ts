import { expect, test } from 'vitest'
import type { Reporter, Vitest, VitestPluginContext } from 'vitest/node'
import { createPlugin } from '../../src/main/plugin.ts'
import { stateOf } from '../../src/main/shared-state.ts'
import { requireVitest } from '../../src/main/vitest-version.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const ours = { isSkillperfReporter: true } as Reporter

function configure(reporters: unknown[]): Vitest {
  const vitest = { config: { reporters } } as unknown as Vitest
  const plugin = createPlugin({ seed: 3 }, () => ours)
  // Once a project.
  plugin.configureVitest({ vitest } as VitestPluginContext)
  plugin.configureVitest({ vitest } as VitestPluginContext)
  return vitest
}

test.for<[string, unknown[], unknown[]]>([
  ['beside the default', [['default', {}]], [['default', {}], ours]],
  ['beside none', [], [ours]],
  ['not beside itself by name', [['skillperf', { seed: 2 }]], [['skillperf', { seed: 2 }]]],
  [
    'not beside an instance, of whatever copy',
    [{ isSkillperfReporter: true }],
    [{ isSkillperfReporter: true }],
  ],
])('the plugin brings the reporter: %s', ([, before, after]) => {
  expect(configure(before).config.reporters).toStrictEqual(after)
})

test('its options are kept for the reporter', () => {
  expect(stateOf(configure([])).plugin).toStrictEqual({ seed: 3 })
})

test('wrong options are refused where they are written', () => {
  expect(thrownBy(() => createPlugin({ report: { html: true } }, () => ours)).message).toBe(
    'skillperf({ … }) `report`: unknown option `html`. Known: json.',
  )
})

test.for(['4.1.0', '4.1.12', '4.2.0', '5.1.1', '5.2.0', '6.0.0-beta.1'])('Vitest %s will do', (version) => {
  expect(() => requireVitest(version)).not.toThrow()
})

test.for(['3.2.4', '4.0.9', '5.0.3', '0.34.6'])('Vitest %s is refused', (version) => {
  expect(thrownBy(() => requireVitest(version)).message).toBe(
    `skillperf works with vitest ^4.1.0 || ^5.1.0, and this is ${version}. Run: npm install --save-dev vitest@^5.1.0`,
  )
})
