/** An environment without what Vitest put there for its own processes: another Vitest is to find its own. */
export function outsideVitest(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^VITEST(?:_|$)/.test(name)))
}
