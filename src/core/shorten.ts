const LONGEST_NAME = 60

/** A name of a paragraph would push every figure off the screen. */
export function shorten(name: string): string {
  const characters = Array.from(name)
  return characters.length <= LONGEST_NAME ? name : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`
}
