import { expect, test } from 'vitest'
import { outsideVitest } from '../../src/core/outside-vitest.ts'

test('outsideVitest leaves out what Vitest has put there, and nothing else', () => {
  const env = { PATH: '/bin', VITEST: 'true', VITEST_POOL_ID: '1', VITESTED: 'yes', MY_VITEST: 'mine' }
  expect(outsideVitest(env)).toStrictEqual({ PATH: '/bin', VITESTED: 'yes', MY_VITEST: 'mine' })
})
