import { expect, test } from 'vitest'
import type { Reporter, TestProject, Vitest, VitestPluginContext } from 'vitest/node'
import { createPlugin } from '../../src/main/plugin.ts'
import { pluginOptions } from '../../src/main/vitest-state.ts'
import { requireVitest } from '../../src/main/vitest-version.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const ours = { isSkillperfReporter: true } as Reporter

const [root, unit, web] = ['', 'unit', 'web'].map((name) => ({ name }) as TestProject)

async function configure(
  reporters: unknown[],
  projects: readonly (TestProject | undefined)[] = [root, unit],
): Promise<Vitest> {
  const vitest = { config: { reporters }, projects: [] } as unknown as Vitest
  for (const [index, project] of projects.entries()) {
    const plugin = createPlugin({ seed: 3 + index }, () => ours)
    await plugin.configureVitest({ vitest, project } as unknown as VitestPluginContext)
  }
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
])('the plugin brings the reporter: %s', async ([, before, after]) => {
  expect((await configure(before)).config.reporters).toStrictEqual(after)
})

test('the command `vitest bench` of Vitest 4 has reporters of its own', async () => {
  const config = { reporters: [['default', {}]], benchmark: { reporters: ['default'] } }
  const vitest = { mode: 'benchmark', config, projects: [] } as unknown as Vitest
  const plugin = createPlugin({}, () => ours)
  for (const project of [root, unit]) {
    await plugin.configureVitest({ vitest, project } as unknown as VitestPluginContext)
  }
  expect(config).toStrictEqual({
    reporters: [['default', {}]],
    benchmark: { reporters: ['default', ours] },
  })
})

test.for<[string, (TestProject | undefined)[], (number | undefined)[]]>([
  ['each project has its own', [unit, web], [undefined, 3, 4]],
  ["a project without the plugin has the root's", [root, unit], [3, 4, 3]],
  ['or none', [unit], [undefined, 3, undefined]],
])('its options: %s', async ([, projects, seeds]) => {
  const vitest = await configure([], projects)
  const seedOf = (project: TestProject | undefined): number | undefined =>
    project && pluginOptions(vitest, project).seed
  expect([root, unit, web].map(seedOf)).toStrictEqual(seeds)
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
