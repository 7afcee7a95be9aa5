/** Gives a value a property `then`: with a function it can be awaited, as the query builders of database clients can. */
export function withThen<T extends object>(value: T, then: unknown): T {
  // oxlint-disable-next-line unicorn/no-thenable -- skills return query builders that run when they are awaited, and are no promises: awaiting them by mistake, which the rule guards against, is what is tested
  return Object.assign(value, { then })
}
