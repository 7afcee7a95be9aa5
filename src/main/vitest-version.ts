import { SkillperfError } from '../core/errors.ts'

/** @throws SkillperfError for a version of Vitest that lacks what we build on */
export function requireVitest(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 5 || (major === 5 && minor >= 1) || (major === 4 && minor >= 1)) return
  throw new SkillperfError(
    `skillperf works with vitest ^4.1.0 || ^5.1.0, and this is ${version}. Run: npm install --save-dev vitest@^5.1.0`,
  )
}
