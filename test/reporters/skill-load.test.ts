import { expect, test } from 'vitest'
import { createPaint } from '../../reporters/paint.ts'
import { renderSkillLoad } from '../../reporters/skill-load.ts'

const plain = createPaint(false)
const load = (
  module: string,
  totalMs: number,
  selfMs = totalMs,
): Parameters<typeof renderSkillLoad>[0][0] => ({
  module,
  selfMs,
  totalMs,
})

test('names the slowest modules', () => {
  expect(
    renderSkillLoad([load('src/b.ts', 50.04), load('src/a.ts', 412.3, 31), load('src/c.ts', 49.9)], plain),
  ).toStrictEqual(['   · Skill load: src/a.ts 412 ms (itself 31.0), src/b.ts 50.0 ms (itself 50.0)'])
})

test('five at most', () => {
  const loads = Array.from({ length: 9 }, (_, i) => load(`${i}.ts`, 100 + i))
  const [line] = renderSkillLoad(loads, plain)
  expect(line?.match(/\d\.ts/g)).toStrictEqual(['8.ts', '7.ts', '6.ts', '5.ts', '4.ts'])
})

test.for([[[]], [[load('a.ts', 49.99)]]])('says nothing of what nobody would notice: %j', ([loads = []]) => {
  expect(renderSkillLoad(loads, plain)).toStrictEqual([])
})
