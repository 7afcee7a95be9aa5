import { SkillperfError, show } from '../src/core/errors.ts'

/**
 * The function that a matcher was given to run.
 *
 * @param matcher the matcher's name
 * @param does what it does with the function, for the error: `calls a function over and over`
 * @param args its arguments as the user wrote them
 * @throws SkillperfError for anything else, with the line to write instead
 */
export function functionSubject(
  subject: unknown,
  matcher: string,
  does: string,
  args: string,
): () => unknown {
  if (typeof subject === 'function') return subject as () => unknown
  const received = subject instanceof Promise ? 'a promise, whose work has begun already' : show(subject)
  throw new SkillperfError(
    `${matcher} ${does}, received ${received}. Write:\n\n` +
      `  await expect(() => research(query)).${matcher}(${args})`,
  )
}
